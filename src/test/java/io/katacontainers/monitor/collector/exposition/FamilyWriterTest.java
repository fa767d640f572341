package io.katacontainers.monitor.collector.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.Info;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FamilyWriterTest {
    private final CollectorRegistry registry = new CollectorRegistry();
    private final FamilyWriter writer = new FamilyWriter(Set.of("kata_monitor_scrape_count"));

    @BeforeEach
    void register() {
        Gauge.build("kata_monitor_sandbox_up", "Up \\ or\ndown.")
                .labelNames("sandbox_id", "pod_name")
                .register(registry)
                .labels("s1", "a\"b\\c\n")
                .set(1);
        Counter.build("kata_monitor_scrape_count", "Scrapes.")
                .register(registry)
                .inc(3);
        Counter.build("kata_monitor_failures_total", "Failures.")
                .register(registry)
                .inc();
        Histogram.build("kata_monitor_ms", "Milliseconds.")
                .buckets(1, 2)
                .register(registry)
                .observe(1.5);
        Info.build("kata_monitor_build", "Build.").register(registry).info("version", "1");
        Gauge.build("kata_monitor_empty", "Without series.").labelNames("x").register(registry);
    }

    @Test
    void writesOwnFamilies() throws Exception {
        String page = write(FamilyFilter.all());
        assertThat(page)
                .contains("# HELP kata_monitor_sandbox_up Up \\\\ or\\ndown.\n# TYPE kata_monitor_sandbox_up gauge\n")
                .contains("\nkata_monitor_sandbox_up{sandbox_id=\"s1\",pod_name=\"a\\\"b\\\\c\\n\"} 1.0\n")
                .contains("# TYPE kata_monitor_scrape_count counter\nkata_monitor_scrape_count 3.0\n")
                .contains("# TYPE kata_monitor_failures_total counter\nkata_monitor_failures_total 1.0\n")
                .contains("kata_monitor_ms_bucket{le=\"+Inf\"} 1.0\n")
                .contains("# TYPE kata_monitor_build_info gauge\nkata_monitor_build_info{version=\"1\"} 1.0\n")
                .doesNotContain("_created")
                .doesNotContain("kata_monitor_empty");
        assertThat(StrictReader.read(page.getBytes(StandardCharsets.UTF_8))).hasSize(5);
    }

    @Test
    void honoursTheFilter() throws Exception {
        assertThat(write(FamilyFilter.parse("kata_monitor_failures_total,kata_monitor_fail")))
                .isEqualTo("""
                        # HELP kata_monitor_failures_total Failures.
                        # TYPE kata_monitor_failures_total counter
                        kata_monitor_failures_total 1.0
                        """);
        assertThat(write(FamilyFilter.parse("kata_guest"))).isEmpty();
    }

    private String write(FamilyFilter filter) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(registry.metricFamilySamples(), filter, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
