package io.katacontainers.monitor.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BundleGeneratorTest {
    private static final Path REPOSITORY = Path.of("");
    private static final Path CSV = Path.of("bundle/manifests/kata-monitor.clusterserviceversion.yaml");

    private final List<GeneratedFile> files = new BundleGenerator(REPOSITORY, new CrdGenerator().generate()).generate();

    @Test
    @DisplayName("bundle/ is what config/ and crds/ say; run `make manifests` where this fails")
    void noDrift() {
        for (GeneratedFile file : files) {
            assertThat(Path.of(file.path())).hasContent(file.content());
        }
    }

    @Test
    @DisplayName("bundle/ holds nothing that is not generated")
    void nothingElse() throws IOException {
        try (Stream<Path> present = Files.walk(Path.of("bundle"))) {
            assertThat(present.filter(Files::isRegularFile).map(Path::toString))
                    .containsExactlyInAnyOrderElementsOf(
                            files.stream().map(GeneratedFile::path).toList());
        }
    }

    @Test
    @DisplayName("the bundle grants the operator just what config/ grants it")
    void sameRights() {
        JsonNode install = Yaml.read(CSV).at("/spec/install/spec");
        assertThat(install.at("/permissions/0/rules"))
                .isEqualTo(Yaml.read(Path.of("config/rbac/role.yaml")).get("rules"));
        assertThat(install.at("/clusterPermissions/0/rules"))
                .isEqualTo(Yaml.read(Path.of("config/rbac/cluster_role.yaml")).get("rules"));
        assertThat(install.get("permissions")).hasSize(1);
        assertThat(install.get("clusterPermissions")).hasSize(1);
    }

    @Test
    @DisplayName("the bundle deploys just what config/ deploys")
    void sameDeployment() {
        ObjectNode deployment = Yaml.read(Path.of("config/manager/deployment.yaml"));
        assertThat(Yaml.read(CSV).at("/spec/install/spec/deployments/0/spec")).isEqualTo(deployment.get("spec"));
        assertThat(Yaml.read(CSV).at("/spec/relatedImages/0/image"))
                .isEqualTo(deployment.at("/spec/template/spec/containers/0/image"));
    }

    @Test
    @DisplayName("the bundle's version is the project's")
    void version() throws IOException {
        ObjectNode csv = Yaml.read(CSV);
        String version = csv.at("/spec/version").asText();
        assertThat(csv.at("/metadata/name").asText()).isEqualTo("kata-monitor.v" + version);
        assertThat(csv.at("/metadata/annotations/containerImage").asText()).endsWith(":" + version);
        assertThat(Path.of("pom.xml"))
                .content()
                .contains("<artifactId>kata-monitor</artifactId>\n  <version>" + version + "</version>");
    }
}
