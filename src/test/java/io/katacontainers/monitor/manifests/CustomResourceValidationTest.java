package io.katacontainers.monitor.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.schema.CrdSchemaFactory;
import io.katacontainers.monitor.sim.schema.InvalidResourceException;
import io.katacontainers.monitor.sim.schema.ResourceSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One file per way to be valid or invalid. An invalid one names what it must be told in comments ("# Expected: …"); of two
 * documents the first is the object that the second replaces.
 */
class CustomResourceValidationTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/crd-validation");
    private static final String EXPECTED = "# Expected: ";
    private static final Map<String, JsonNode> DEFINITIONS = Map.of(
            "katamonitor", definition("katamonitors"),
            "katasandboxmetrics", definition("katasandboxmetrics"));

    @ParameterizedTest
    @MethodSource("files")
    void isJudgedAsExpected(Path file) {
        JsonNode definition = definitionOf(file);
        ResourceSchema schema = new CrdSchemaFactory().of(definition.at("/spec/versions/0"));
        List<ObjectNode> documents = Yaml.readAll(file);
        assertThat(documents).hasSizeBetween(1, 2);

        List<String> causes = new ArrayList<>();
        try {
            schema.admit(documents.get(documents.size() - 1), documents.size() == 2 ? documents.get(0) : null);
        } catch (InvalidResourceException e) {
            e.causes().forEach(cause -> causes.add(cause.field() + ": " + cause.message()));
        }

        List<String> expected = expected(file);
        assertThat(file.getFileName().toString()).startsWith(expected.isEmpty() ? "valid-" : "invalid-");
        assertThat(causes).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    @DisplayName("every rule has a file that breaks it")
    void everyRuleIsBroken() throws IOException {
        Map<String, String> unbroken = new LinkedHashMap<>();
        DEFINITIONS.forEach((kind, definition) -> definition
                .findValues("x-kubernetes-validations")
                .forEach(rules ->
                        rules.forEach(rule -> unbroken.put(rule.get("message").asText(), kind))));
        assertThat(unbroken).isNotEmpty();
        for (Path file : files().toList()) {
            for (String cause : expected(file)) {
                unbroken.keySet().removeIf(cause::endsWith);
            }
        }
        assertThat(unbroken).isEmpty();
    }

    @Test
    @DisplayName("no two rules share a message, so that a message tells which rule was broken")
    void messagesAreDistinct() {
        List<String> messages = new ArrayList<>();
        DEFINITIONS.values().forEach(definition -> definition
                .findValues("x-kubernetes-validations")
                .forEach(rules ->
                        rules.forEach(rule -> messages.add(rule.get("message").asText()))));
        assertThat(messages).hasSameSizeAs(new TreeSet<>(messages));
    }

    @Test
    @DisplayName("what rules read is bounded, so that an API server can estimate their cost")
    void rulesAreBounded() {
        DEFINITIONS.values().forEach(definition -> definition
                .findParents("x-kubernetes-validations")
                .forEach(schema -> {
                    switch (schema.get("type").asText()) {
                        case "string" -> assertThat(schema.has("maxLength")).isTrue();
                        case "array" -> {
                            assertThat(schema.has("maxItems")).isTrue();
                            assertThat(schema.get("items").has("maxLength")).isTrue();
                        }
                        default -> assertThat(schema.get("type").asText()).isEqualTo("object");
                    }
                }));
    }

    @Test
    @DisplayName("an empty KataMonitor gets every default")
    void defaults() throws Exception {
        ResourceSchema schema =
                new CrdSchemaFactory().of(definition("katamonitors").at("/spec/versions/0"));
        ObjectNode admitted = schema.admit(
                Yaml.parseAll(
                                "{apiVersion: monitoring.katacontainers.io/v1alpha1, kind: KataMonitor, metadata: {name: a}}")
                        .get(0),
                null);
        assertThat(admitted.get("spec")).isEqualTo(Yaml.parseAll("""
                                collector:
                                  nodeSelector: {katacontainers.io/kata-runtime: "true"}
                                  logLevel: info
                                  runtimeEndpoint: Auto
                                  sandboxDirectories: ["go:/run/vc/sbs", "rust:/run/kata"]
                                  allowUnsafeShimMetrics: false
                                scraping:
                                  podMonitor: Auto
                                  interval: 30s
                                  scrapeTimeout: 10s
                                  cadvisorCompatibility: Auto
                                sandboxMetrics:
                                  mode: Full
                                  interval: 60s
                                  maxWritesPerSecond: 20
                                """).get(0));
    }

    @Test
    @DisplayName("fields that the definition does not know are dropped, metadata is left alone")
    void pruning() throws Exception {
        ResourceSchema schema =
                new CrdSchemaFactory().of(definition("katamonitors").at("/spec/versions/0"));
        ObjectNode admitted = schema.admit(Yaml.parseAll("""
                                metadata: {name: a, labels: {b: c}}
                                spec: {collector: {colour: red, tolerations: [{key: a, shade: b}]}, extra: 1}
                                data: {}
                                """).get(0), null);
        assertThat(admitted.at("/metadata/labels/b").asText()).isEqualTo("c");
        assertThat(admitted.has("data")).isFalse();
        assertThat(admitted.at("/spec/extra").isMissingNode()).isTrue();
        assertThat(admitted.at("/spec/collector/colour").isMissingNode()).isTrue();
        assertThat(admitted.at("/spec/collector/tolerations/0").toString()).isEqualTo("{\"key\":\"a\"}");
    }

    private static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    private static List<String> expected(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(EXPECTED))
                    .map(line -> line.substring(EXPECTED.length()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode definitionOf(Path file) {
        String kind = DIRECTORY.relativize(file).getName(0).toString();
        return Objects.requireNonNull(DEFINITIONS.get(kind), kind);
    }

    private static JsonNode definition(String plural) {
        return Yaml.read(Path.of("crds/monitoring.katacontainers.io_" + plural + ".yaml"));
    }
}
