package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.exposition.SandboxLabels;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import io.katacontainers.monitor.collector.scrape.Outcome;
import io.katacontainers.monitor.collector.scrape.SandboxResult;
import io.katacontainers.monitor.collector.scrape.ScrapeCounters;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** The collector's families about single sandboxes, for one page. They vanish with the sandbox. */
final class SandboxFamilies {
    private static final double NANOS = 1e9;

    private final GaugeMetricFamily up =
            gauge("up", "Whether the shim gave its metrics. Absent where it must not be asked.");
    private final GaugeMetricFamily info = gauge(
            "info",
            "What is known of a sandbox. Always 1.",
            "flavor",
            "hypervisor",
            "runtime_handler",
            "scrape_policy",
            "policy_reason");
    private final GaugeMetricFamily stale =
            gauge("stale", "Whether the sandbox's directory has been without a socket for a minute.");
    private final GaugeMetricFamily duration = gauge(
            "scrape_duration_seconds",
            "Time that the request to the shim took. Absent where none was made for this page.");
    private final CounterMetricFamily failures =
            counter("scrape_failures", "Requests to the shim that gave nothing.", "reason");
    private final CounterMetricFamily dropped =
            counter("series_dropped", "Series of the shim that were not relayed.", "reason");

    private static GaugeMetricFamily gauge(String name, String help, String... labels) {
        return new GaugeMetricFamily("kata_monitor_sandbox_" + name, help, labels(labels));
    }

    private static CounterMetricFamily counter(String name, String help, String... labels) {
        return new CounterMetricFamily("kata_monitor_sandbox_" + name, help, labels(labels));
    }

    private static List<String> labels(String... more) {
        List<String> names = new ArrayList<>(List.of("sandbox_id", "cri_uid", "cri_name", "cri_namespace"));
        names.addAll(Arrays.asList(more));
        return List.copyOf(names);
    }

    /**
     * Adds a sandbox.
     *
     * @param runtimeHandler empty where it is not known
     */
    void add(SandboxResult<?> result, SandboxLabels labels, String runtimeHandler, ScrapeCounters counters) {
        Sandbox sandbox = result.sandbox();
        info.addMetric(
                values(
                        labels,
                        sandbox.flavor().label(),
                        sandbox.hypervisor() == null ? "" : sandbox.hypervisor(),
                        runtimeHandler,
                        policy(result.verdict()),
                        reason(result.verdict())),
                1);
        stale.addMetric(values(labels), sandbox.stale() ? 1 : 0);
        if (!(result.outcome() instanceof Outcome.NotAsked)) {
            up.addMetric(values(labels), result.outcome() instanceof Outcome.Up ? 1 : 0);
        }
        if (!result.elapsed().isZero()) {
            duration.addMetric(values(labels), seconds(result.elapsed()));
        }
        counters.failures()
                .forEach((failure, count) -> failures.addMetric(values(labels, failure.label()), (double) count));
        new TreeMap<>(counters.droppedSeries())
                .forEach((reason, count) -> dropped.addMetric(values(labels, reason), (double) count));
    }

    List<MetricFamilySamples> families() {
        return List.of(up, info, stale, duration, failures, dropped);
    }

    private static List<String> values(SandboxLabels labels, String... more) {
        List<String> values = new ArrayList<>(4 + more.length);
        values.add(labels.sandboxId());
        values.add(labels.criUid());
        values.add(labels.criName());
        values.add(labels.criNamespace());
        values.addAll(Arrays.asList(more));
        return values;
    }

    private static String policy(ScrapeVerdict verdict) {
        if (verdict instanceof ScrapeVerdict.Denied) {
            return "denied";
        }
        return verdict instanceof ScrapeVerdict.Quarantined ? "quarantined" : "allowed";
    }

    private static String reason(ScrapeVerdict verdict) {
        if (verdict instanceof ScrapeVerdict.Denied denied) {
            return denied.reason();
        }
        return verdict instanceof ScrapeVerdict.Quarantined quarantined ? quarantined.reason() : "";
    }

    private static double seconds(Duration duration) {
        return (double) duration.toNanos() / NANOS;
    }
}
