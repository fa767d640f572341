package io.katacontainers.monitor.operator.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeList;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.PodMonitorMode;
import io.katacontainers.monitor.operator.sandbox.PublishingSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each directory below {@code golden/} is a case: {@code in-katamonitor.yaml}, further {@code in-katamonitor-*.yaml} of the same
 * namespace, {@code in-nodes.yaml}, and one {@code out-*.yaml} for each dependent and for the status once collectors run. With
 * {@code -Dgolden.update=true} the latter are written; read the difference before you commit it.
 */
class DependentsGoldenTest {
    private static final Path CASES = Path.of("src/test/resources/golden");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS))
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T00:00:00Z"), ZoneOffset.UTC);

    @TestFactory
    Stream<DynamicTest> everyCaseGivesItsGoldenObjects() throws IOException {
        try (Stream<Path> cases = Files.list(CASES)) {
            return cases.sorted().toList().stream()
                    .map(directory ->
                            DynamicTest.dynamicTest(directory.getFileName().toString(), () -> check(directory)));
        }
    }

    private static void check(Path directory) throws IOException {
        Map<String, Object> actual = outputs(directory);
        if (Boolean.getBoolean("golden.update")) {
            for (var output : actual.entrySet()) {
                Object sorted = YAML.treeToValue(YAML.valueToTree(output.getValue()), Object.class);
                Files.writeString(directory.resolve(output.getKey()), YAML.writeValueAsString(sorted));
            }
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(n -> n.startsWith("out-")))
                    .as("the objects that are made")
                    .containsExactlyInAnyOrderElementsOf(actual.keySet());
        }
        for (var output : actual.entrySet()) {
            // Written and read, so that equal numbers are of equal types.
            JsonNode made = YAML.readTree(YAML.writeValueAsString(output.getValue()));
            assertThat(made)
                    .as(output.getKey())
                    .isEqualTo(YAML.readTree(directory.resolve(output.getKey()).toFile()));
        }
    }

    private static Map<String, Object> outputs(Path directory) throws IOException {
        KataMonitor monitor = read(directory.resolve("in-katamonitor.yaml"));
        List<KataMonitor> monitors = new ArrayList<>(List.of(monitor));
        try (Stream<Path> others = Files.list(directory)) {
            others.filter(f -> f.getFileName().toString().startsWith("in-katamonitor-"))
                    .map(DependentsGoldenTest::read)
                    .forEach(monitors::add);
        }
        List<Node> nodes = YAML.readValue(directory.resolve("in-nodes.yaml").toFile(), NodeList.class)
                .getItems();
        NodeOwnership.Claim claim = NodeOwnership.of(
                        monitors, nodes.stream().map(NodeFacts::of).toList(), Fixtures.ENVIRONMENT)
                .claimOf(monitor);
        MonitorPlan plan = MonitorPlan.of(monitor, Fixtures.ENVIRONMENT, claim, true);
        assertThat(SpecValidation.violations(CollectorSettings.of(monitor, Fixtures.ENVIRONMENT)))
                .isEmpty();
        Map<String, Object> outputs = new TreeMap<>();
        outputs.put("out-serviceaccount.yaml", ServiceAccountDependentResource.desired(monitor));
        outputs.put("out-daemonset.yaml", DaemonSetDependentResource.desired(monitor, plan));
        outputs.put("out-networkpolicy.yaml", NetworkPolicyDependentResource.desired(monitor));
        if (ScrapingSettings.of(monitor).podMonitor() != PodMonitorMode.Never) {
            outputs.put("out-podmonitor.yaml", PodMonitorDependentResource.desired(monitor));
        }
        int selected = claim.selected().size();
        outputs.put(
                "out-status.yaml",
                new KataMonitorStatusFactory(CLOCK)
                        .status(
                                monitor,
                                new Observation(
                                        selected,
                                        new Rollout(selected, selected, true),
                                        Degradations.of(monitor, plan),
                                        new PublishingSummary(
                                                claim.owned().size(),
                                                7,
                                                1,
                                                2,
                                                0,
                                                Duration.ofSeconds(60),
                                                true,
                                                null))));
        return outputs;
    }

    private static KataMonitor read(Path file) {
        try {
            return YAML.readValue(file.toFile(), KataMonitor.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
