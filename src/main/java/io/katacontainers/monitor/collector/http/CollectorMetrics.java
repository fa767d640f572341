package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.runtime.PodSource;
import io.katacontainers.monitor.collector.sandbox.RootState;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.Histogram;
import io.prometheus.client.hotspot.GarbageCollectorExports;
import io.prometheus.client.hotspot.MemoryPoolsExports;
import io.prometheus.client.hotspot.StandardExports;
import io.prometheus.client.hotspot.ThreadExports;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The collector's metrics of itself: upstream's four, with upstream's names and help, and our own. */
final class CollectorMetrics {
    /** Upstream's counters lack {@code _total}. */
    static final Set<String> UPSTREAM_COUNTERS =
            Set.of("kata_monitor_scrape_count", "kata_monitor_scrape_failed_count");

    private final CollectorRegistry registry = new CollectorRegistry(true);
    private final Counter scrapes;
    private final Counter failures;
    private final Histogram durations;

    /** @param version of this program */
    CollectorMetrics(String version, SandboxSource sandboxes, PodSource pods) {
        new Gauges(version, sandboxes, pods).register(registry);
        scrapes = Counter.build("kata_monitor_scrape_count", "Scape count.").register(registry);
        failures = Counter.build("kata_monitor_scrape_failed_count", "Failed scape count.")
                .register(registry);
        durations = Histogram.build(
                        "kata_monitor_scrape_durations_histogram_milliseconds", "Time used to scrape from shims")
                .exponentialBuckets(1, 2, 10)
                .register(registry);
        for (Collector collector : List.of(
                new StandardExports(), new MemoryPoolsExports(), new GarbageCollectorExports(), new ThreadExports())) {
            new PrefixedCollector("kata_monitor_", collector).register(registry);
        }
    }

    CollectorRegistry registry() {
        return registry;
    }

    /** Somebody asked for metrics. */
    void scrapeBegan() {
        scrapes.inc();
    }

    /** Shims that were asked and gave nothing. */
    void shimsFailed(long count) {
        failures.inc((double) count);
    }

    void scrapeEnded(Duration elapsed) {
        durations.observe((double) elapsed.toMillis());
    }

    /** What is read at the moment of the scrape. */
    private static final class Gauges extends Collector {
        private final String version;
        private final SandboxSource sandboxes;
        private final PodSource pods;

        Gauges(String version, SandboxSource sandboxes, PodSource pods) {
            this.version = version;
            this.sandboxes = sandboxes;
            this.pods = pods;
        }

        @Override
        public List<MetricFamilySamples> collect() {
            GaugeMetricFamily build = new GaugeMetricFamily(
                    "kata_monitor_build_info",
                    "Version of kata-monitor and of the Java that runs it. Always 1.",
                    List.of("version", "java_version"));
            build.addMetric(List.of(version, System.getProperty("java.version", "unknown")), 1);
            GaugeMetricFamily complete = new GaugeMetricFamily(
                    "kata_monitor_root_complete",
                    "Whether the last listing of a directory of sandboxes saw all of it.",
                    List.of("path"));
            for (RootState root : sandboxes.roots()) {
                complete.addMetric(List.of(root.path().toString()), root.complete() ? 1 : 0);
            }
            return List.of(
                    build,
                    new GaugeMetricFamily(
                            "kata_monitor_running_shim_count",
                            "Running shim count(running sandboxes).",
                            sandboxes.sandboxes().size()),
                    new GaugeMetricFamily(
                            "kata_monitor_cri_up",
                            "Whether the container runtime answered the last request.",
                            pods.runtime().up() ? 1 : 0),
                    complete);
        }
    }

    /** Renames the families of another collector. */
    private static final class PrefixedCollector extends Collector {
        private final String prefix;
        private final Collector renamed;

        PrefixedCollector(String prefix, Collector renamed) {
            this.prefix = prefix;
            this.renamed = renamed;
        }

        @Override
        public List<MetricFamilySamples> collect() {
            return renamed.collect().stream().map(this::rename).toList();
        }

        private MetricFamilySamples rename(MetricFamilySamples family) {
            List<MetricFamilySamples.Sample> samples = family.samples.stream()
                    .map(sample -> new MetricFamilySamples.Sample(
                            prefix + sample.name, sample.labelNames, sample.labelValues, sample.value))
                    .toList();
            return new MetricFamilySamples(prefix + family.name, family.unit, family.type, family.help, samples);
        }
    }
}
