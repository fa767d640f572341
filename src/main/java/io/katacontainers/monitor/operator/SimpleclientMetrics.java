package io.katacontainers.monitor.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** JOSDK's measurements as Prometheus metrics. None has a label for single objects: there may be thousands. */
final class SimpleclientMetrics implements Metrics {
    private static final double NANOS_PER_SECOND = 1e9;

    private final LongSupplier nanoTime;
    private final Counter reconciliations;
    private final Counter failures;
    private final Counter retries;
    private final Counter events;
    private final Histogram duration;
    private final Gauge running;
    private final Gauge size;

    SimpleclientMetrics(CollectorRegistry registry, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.reconciliations = Counter.build(
                        "kata_monitor_operator_reconciliations_total", "Reconciliations and cleanups, by result.")
                .labelNames("controller", "operation", "result")
                .register(registry);
        this.failures = Counter.build(
                        "kata_monitor_operator_reconciliation_failures_total",
                        "Reconciliations that failed and are tried again.")
                .register(registry);
        this.retries = Counter.build(
                        "kata_monitor_operator_reconciliation_retries_total",
                        "Reconciliations begun because an earlier one failed.")
                .register(registry);
        this.events = Counter.build("kata_monitor_operator_events_total", "Events that ask for a reconciliation.")
                .register(registry);
        this.duration = Histogram.build(
                        "kata_monitor_operator_reconciliation_duration_seconds",
                        "Time that reconciliations and cleanups take.")
                .labelNames("controller", "operation")
                .buckets(.01, .05, .1, .25, .5, 1, 2.5, 5, 10, 30)
                .register(registry);
        this.running = Gauge.build("kata_monitor_operator_reconciliations_running", "Reconciliations under way.")
                .register(registry);
        this.size = Gauge.build("kata_monitor_operator_known_objects", "Objects that a controller keeps state of.")
                .labelNames("map")
                .register(registry);
    }

    @Override
    public void receivedEvent(Event event, Map<String, Object> metadata) {
        events.inc();
    }

    @Override
    public void reconcileCustomResource(
            HasMetadata resource, @Nullable RetryInfo retryInfo, Map<String, Object> metadata) {
        if (retryInfo != null && retryInfo.getAttemptCount() > 0) {
            retries.inc();
        }
    }

    @Override
    public void failedReconciliation(HasMetadata resource, Exception exception, Map<String, Object> metadata) {
        failures.inc();
    }

    @Override
    public void reconciliationExecutionStarted(HasMetadata resource, Map<String, Object> metadata) {
        running.inc();
    }

    @Override
    public void reconciliationExecutionFinished(HasMetadata resource, Map<String, Object> metadata) {
        running.dec();
    }

    @Override
    public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
        long start = nanoTime.getAsLong();
        String result = "error";
        try {
            T answer = execution.execute();
            result = "success";
            return answer;
        } finally {
            reconciliations
                    .labels(execution.controllerName(), execution.name(), result)
                    .inc();
            duration.labels(execution.controllerName(), execution.name())
                    .observe((nanoTime.getAsLong() - start) / NANOS_PER_SECOND);
        }
    }

    @Override
    public <T extends Map<?, ?>> T monitorSizeOf(T map, String name) {
        size.setChild(
                new Gauge.Child() {
                    @Override
                    public double get() {
                        return map.size();
                    }
                },
                name);
        return map;
    }
}
