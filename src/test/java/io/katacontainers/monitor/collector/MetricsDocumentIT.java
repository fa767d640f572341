package io.katacontainers.monitor.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.exposition.StrictReader;
import io.katacontainers.monitor.sim.shim.ShimFault;
import io.katacontainers.monitor.sim.shim.SimulatedShim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} says what the page holds, no more and no less. */
class MetricsDocumentIT {
    private static final Path DOCUMENT = Path.of("docs/metrics.md");
    private static final Pattern ROW = Pattern.compile("\\| `(kata_monitor_\\w+)` \\| (\\w+) \\|([^|]*)\\| .+ \\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Set<String> OF_EVERY_SANDBOX =
            Set.of("sandbox_id", "cri_uid", "cri_name", "cri_namespace", "le");

    @Test
    void theDocumentListsEachFamilyWithTypeAndLabels() throws IOException {
        try (CollectorFixture collector = CollectorFixture.onAHost()) {
            List<SimulatedShim> shims = collector.startShims(2);
            shims.get(0).fault(ShimFault.BAD_LINE);
            shims.get(1).fault(ShimFault.STATUS_500);
            CollectorFixture.eventually(
                    () -> assertThat(served(collector.metrics())).isEqualTo(documented()));
        }
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> families = new TreeMap<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> labels = NAME.matcher(row.group(3))
                        .results()
                        .map((MatchResult label) -> label.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
                families.put(row.group(1), row.group(2) + " " + labels);
            }
        }
        return families;
    }

    private static Map<String, String> served(Map<String, StrictReader.Family> page) {
        Map<String, String> families = new TreeMap<>();
        page.forEach((name, family) -> {
            if (name.startsWith("kata_monitor_") && !name.matches("kata_monitor_(jvm|process)_.*")) {
                Set<String> labels = family.samples().stream()
                        .flatMap(sample -> sample.labels().keySet().stream())
                        .filter(label -> !OF_EVERY_SANDBOX.contains(label))
                        .collect(Collectors.toCollection(TreeSet::new));
                families.put(name, family.type() + " " + labels);
            }
        });
        return families;
    }
}
