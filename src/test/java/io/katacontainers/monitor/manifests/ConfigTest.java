package io.katacontainers.monitor.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.schema.CrdSchemaFactory;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    private static final Path CONFIG = Path.of("config");
    private static final Path DEPLOYMENT = CONFIG.resolve("manager/deployment.yaml");

    @ParameterizedTest
    @MethodSource("bases")
    @DisplayName("kubectl kustomize accepts every base")
    void kustomize(Path base) throws Exception {
        assertThat(build(base)).isNotEmpty();
    }

    static Stream<Path> bases() throws IOException {
        try (Stream<Path> files = Files.walk(CONFIG)) {
            List<Path> bases = files.filter(file -> file.endsWith("kustomization.yaml"))
                    .map(file -> file.subpath(0, file.getNameCount() - 1))
                    .sorted()
                    .toList();
            return Stream.concat(Stream.of(Path.of("crds")), bases.stream());
        }
    }

    @Test
    @DisplayName("the default base installs everything into one namespace, operator and collectors with one image")
    void defaultBase() throws Exception {
        List<ObjectNode> objects = build(CONFIG.resolve("default"));
        assertThat(objects)
                .extracting(object -> object.get("kind").asText())
                .contains(
                        "Namespace",
                        "CustomResourceDefinition",
                        "ServiceAccount",
                        "Role",
                        "RoleBinding",
                        "ClusterRole",
                        "ClusterRoleBinding",
                        "Deployment",
                        "PodDisruptionBudget",
                        "NetworkPolicy");
        Set<String> namespaces = new TreeSet<>();
        objects.stream()
                .filter(object -> !object.get("kind").asText().equals("CustomResourceDefinition"))
                .forEach(object -> namespaces.addAll(object.findValuesAsText("namespace")));
        assertThat(namespaces).containsExactly("kata-monitor-system");
        ObjectNode deployment = objects.stream()
                .filter(object -> object.get("kind").asText().equals("Deployment"))
                .findFirst()
                .orElseThrow();
        JsonNode container = deployment.at("/spec/template/spec/containers/0");
        assertThat(container.get("image").asText()).startsWith("localhost/kata-monitor:");
        assertThat(container.get("env").findParents("value"))
                .extracting(variable -> variable.get("name").asText() + "="
                        + variable.get("value").asText())
                .containsExactly(
                        "RELATED_IMAGE_KATA_MONITOR=" + container.get("image").asText());
    }

    @Test
    @DisplayName("the operator may do this in its namespace, and no more")
    void role() {
        assertThat(grants(CONFIG.resolve("rbac/role.yaml")))
                .containsExactlyInAnyOrder(
                        "monitoring.katacontainers.io/katamonitors: get list watch update patch",
                        "monitoring.katacontainers.io/katamonitors/status: get update patch",
                        "monitoring.katacontainers.io/katamonitors/finalizers: update",
                        "apps/daemonsets: get list watch create update patch delete",
                        "/serviceaccounts: get list watch create update patch delete",
                        "networking.k8s.io/networkpolicies: get list watch create update patch delete",
                        "monitoring.coreos.com/podmonitors: get list watch create update patch delete",
                        "/pods: get list watch",
                        "/events: get create patch",
                        "coordination.k8s.io/leases: get create update patch");
    }

    @Test
    @DisplayName("the operator may do this in the whole cluster, and no more")
    void clusterRole() {
        assertThat(grants(CONFIG.resolve("rbac/cluster_role.yaml")))
                .containsExactlyInAnyOrder(
                        "monitoring.katacontainers.io/katasandboxmetrics: get list create patch delete deletecollection",
                        "/pods: get",
                        "/events: create patch",
                        "/nodes: get list watch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"katamonitor_admin_role.yaml", "katamonitor_editor_role.yaml"})
    @DisplayName("roles that make root on the nodes say so, and are aggregated into no other role")
    void dangerousRoles(String file) {
        ObjectNode role = Yaml.read(CONFIG.resolve("rbac").resolve(file));
        assertThat(role.at("/metadata/annotations").toString()).contains("root on the nodes");
        assertThat(role.at("/metadata/labels").toString()).doesNotContain("aggregate");
    }

    @Test
    @DisplayName("no role grants a wildcard")
    void noWildcards() throws IOException {
        try (Stream<Path> files = Files.list(CONFIG.resolve("rbac"))) {
            for (Path file : files.toList()) {
                assertThat(Yaml.read(file).findValues("rules").toString())
                        .as(file.toString())
                        .doesNotContain("*");
            }
        }
    }

    @Test
    @DisplayName("the operator's pod meets the restricted Pod Security Standard")
    void restricted() {
        JsonNode pod = Yaml.read(DEPLOYMENT).at("/spec/template/spec");
        for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
            assertThat(pod.path(field).asBoolean()).as(field).isFalse();
        }
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(65532);
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        pod.get("volumes").forEach(volume -> assertThat(volume.fieldNames())
                .toIterable()
                .allMatch(Set.of("name", "emptyDir", "configMap", "secret", "projected")::contains));
        for (JsonNode container : pod.get("containers")) {
            JsonNode context = container.get("securityContext");
            assertThat(context.path("privileged").asBoolean()).isFalse();
            assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
            assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(context.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
            assertThat(context.at("/capabilities/add").isMissingNode()).isTrue();
            assertThat(container.at("/ports").findValues("hostPort")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"monitoring_v1alpha1_katamonitor.yaml", "monitoring_v1alpha1_katamonitor_full.yaml"})
    @DisplayName("the samples are valid, and none of their settings is unknown")
    void samples(String file) throws Exception {
        JsonNode version = Yaml.read(Path.of("crds/monitoring.katacontainers.io_katamonitors.yaml"))
                .at("/spec/versions/0");
        ObjectNode sample = Yaml.read(CONFIG.resolve("samples").resolve(file));
        ObjectNode admitted = new CrdSchemaFactory().of(version).admit(sample, null);
        assertThat(leaves(admitted, "")).containsAll(leaves(sample, ""));
    }

    /** One line per resource: group/resource: verbs. */
    private static List<String> grants(Path role) {
        List<String> grants = new ArrayList<>();
        for (JsonNode rule : Yaml.read(role).get("rules")) {
            assertThat(rule.fieldNames()).toIterable().containsExactlyInAnyOrder("apiGroups", "resources", "verbs");
            List<String> verbs = new ArrayList<>();
            rule.get("verbs").forEach(verb -> verbs.add(verb.asText()));
            rule.get("apiGroups").forEach(group -> rule.get("resources")
                    .forEach(resource ->
                            grants.add(group.asText() + "/" + resource.asText() + ": " + String.join(" ", verbs))));
        }
        return grants;
    }

    private static List<String> leaves(JsonNode node, String path) {
        if (!node.isContainerNode()) {
            return List.of(path + "=" + node);
        }
        List<String> leaves = new ArrayList<>();
        if (node.isObject()) {
            node.properties().forEach(field -> leaves.addAll(leaves(field.getValue(), path + "." + field.getKey())));
        } else {
            node.forEach(item -> leaves.addAll(leaves(item, path + "[]")));
        }
        return leaves;
    }

    private static List<ObjectNode> build(Path base) throws IOException, InterruptedException {
        assumeTrue(isInstalled("kubectl"), "kubectl is not installed");
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", base.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor()).as(output).isZero();
        return Yaml.parseAll(output);
    }

    private static boolean isInstalled(String command) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(path)
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
    }
}
