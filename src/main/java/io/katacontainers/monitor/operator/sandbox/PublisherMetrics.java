package io.katacontainers.monitor.operator.sandbox;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;

/** What the operator tells Prometheus of its writes. */
final class PublisherMetrics {
    final Counter writes;
    final Counter skipped;
    final Counter conflicts;
    final Counter failures;
    final Counter throttledSeconds;
    final Counter claimsRejected;
    final Gauge queueDepth;

    PublisherMetrics(CollectorRegistry registry) {
        writes = Counter.build()
                .name("kata_monitor_operator_writes_total")
                .help("Writes of KataSandboxMetrics, and of Events about them, that the API server accepted.")
                .labelNames("verb", "reason")
                .register(registry);
        skipped = Counter.build()
                .name("kata_monitor_operator_writes_skipped_total")
                .help("Reported changes that were not written: unchanged, dead_band or interval.")
                .labelNames("reason")
                .register(registry);
        conflicts = Counter.build()
                .name("kata_monitor_operator_conflicts_total")
                .help("Writes that met an object somebody else had written.")
                .register(registry);
        failures = Counter.build()
                .name("kata_monitor_operator_write_failures_total")
                .help("Writes that the API server refused or did not answer: throttled, refused or failed.")
                .labelNames("reason")
                .register(registry);
        throttledSeconds = Counter.build()
                .name("kata_monitor_operator_throttled_seconds_total")
                .help("Time in which writes waited for the write budget.")
                .register(registry);
        claimsRejected = Counter.build()
                .name("kata_monitor_operator_claims_rejected_total")
                .help("Sandboxes in reports that name no pod of the node that was asked.")
                .labelNames("reason")
                .register(registry);
        queueDepth = Gauge.build()
                .name("kata_monitor_operator_queue_depth")
                .help("Sandboxes that wait for a write.")
                .register(registry);
    }
}
