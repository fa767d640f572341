package io.katacontainers.monitor.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CrdGeneratorTest {
    private static final List<GeneratedFile> FILES = new CrdGenerator().generate();

    @Test
    @DisplayName("crds/ is what the Java types say; run `make manifests` where this fails")
    void noDrift() {
        for (GeneratedFile file : FILES) {
            assertThat(Path.of(file.path())).hasContent(file.content());
        }
    }

    @Test
    @DisplayName("what is written is read back as it was meant")
    void yamlIsUnambiguous() {
        for (GeneratedFile file : FILES) {
            ObjectNode crd = Yaml.parse(file.content());
            assertThat(Yaml.parseAll(Yaml.write(crd))).containsExactly(crd);
        }
    }

    @Test
    @DisplayName("every field is described")
    void everyFieldIsDescribed() {
        List<String> undescribed = new ArrayList<>();
        for (GeneratedFile file : FILES) {
            collectUndescribed(schema(file), "", undescribed);
        }
        assertThat(undescribed).isEmpty();
    }

    @Test
    @DisplayName("lists say how they are merged, integers how wide they are; nothing is nullable")
    void everyNodeIsPrecise() {
        for (GeneratedFile file : FILES) {
            JsonNode schema = schema(file);
            for (JsonNode array : nodesOfType(schema, "array")) {
                assertThat(array.has("x-kubernetes-list-type"))
                        .as(array.toString())
                        .isTrue();
            }
            for (JsonNode integer : nodesOfType(schema, "integer")) {
                assertThat(integer.has("format")).as(integer.toString()).isTrue();
            }
            assertThat(schema.findValues("nullable")).isEmpty();
            assertThat(schema.findValues("$ref")).isEmpty();
        }
    }

    @Test
    @DisplayName("printer columns keep the order of the annotations")
    void columns() {
        assertThat(columnNames("crds/monitoring.katacontainers.io_katamonitors.yaml"))
                .containsExactly(
                        "Ready",
                        "Reason",
                        "Collectors",
                        "Desired",
                        "Sandboxes",
                        "Unreachable",
                        "Denied",
                        "Message",
                        "Age");
        assertThat(columnNames("crds/monitoring.katacontainers.io_katasandboxmetrics.yaml"))
                .containsExactly(
                        "Phase",
                        "Agent",
                        "CPU",
                        "Memory",
                        "VM-Memory",
                        "VM-Used",
                        "Overhead",
                        "Node",
                        "Pressure",
                        "Declared",
                        "Overhead-CPU",
                        "Containers",
                        "vCPUs",
                        "Metrics",
                        "Hypervisor",
                        "Handler",
                        "Sandbox",
                        "Agent-URL",
                        "Age");
    }

    @Test
    @DisplayName("only KataMonitor has a status subresource; a KataSandboxMetrics is created whole")
    void subresources() {
        Path crds = Path.of("crds");
        assertThat(Yaml.read(crds.resolve("monitoring.katacontainers.io_katamonitors.yaml"))
                        .at("/spec/versions/0/subresources/status")
                        .isObject())
                .isTrue();
        assertThat(Yaml.read(crds.resolve("monitoring.katacontainers.io_katasandboxmetrics.yaml"))
                        .at("/spec/versions/0/subresources")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    @DisplayName("a definition fits into the annotation that a client-side kubectl apply makes of it")
    void size() throws IOException {
        for (GeneratedFile file : FILES) {
            assertThat(Files.size(Path.of(file.path()))).isLessThan(256 * 1024);
        }
    }

    private static JsonNode schema(GeneratedFile file) {
        return Yaml.parse(file.content()).at("/spec/versions/0/schema/openAPIV3Schema");
    }

    private static List<String> columnNames(String path) {
        return Yaml.read(Path.of(path))
                .at("/spec/versions/0/additionalPrinterColumns")
                .findValuesAsText("name");
    }

    private static void collectUndescribed(JsonNode schema, String path, List<String> found) {
        if (schema.path("description").asText().isBlank()) {
            found.add(path);
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            collectUndescribed(property.getValue(), path + "." + property.getKey(), found);
        }
        for (String child : List.of("items", "additionalProperties")) {
            if (schema.path(child).isObject()) {
                collectUndescribed(schema.path(child), path + "[]", found);
            }
        }
    }

    private static List<JsonNode> nodesOfType(JsonNode schema, String type) {
        List<JsonNode> found = new ArrayList<>();
        if (schema.path("type").asText().equals(type)) {
            found.add(schema);
        }
        schema.path("properties").forEach(child -> found.addAll(nodesOfType(child, type)));
        found.addAll(schema.path("items").isObject() ? nodesOfType(schema.path("items"), type) : List.of());
        return found;
    }
}
