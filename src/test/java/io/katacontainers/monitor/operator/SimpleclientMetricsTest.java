package io.katacontainers.monitor.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javaoperatorsdk.operator.api.monitoring.Metrics.ControllerExecution;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.prometheus.client.CollectorRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SimpleclientMetricsTest {
    private final CollectorRegistry registry = new CollectorRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private final SimpleclientMetrics metrics = new SimpleclientMetrics(registry, nanos::get);

    private interface Work {
        void run() throws Exception;
    }

    private ControllerExecution<String> execution(Work work) {
        return new ControllerExecution<>() {
            @Override
            public String controllerName() {
                return "katamonitor";
            }

            @Override
            public String successTypeName(@Nullable String result) {
                return "resource";
            }

            @Override
            public ResourceID resourceID() {
                return new ResourceID("kata", "system");
            }

            @Override
            public Map<String, Object> metadata() {
                return Map.of();
            }

            @Override
            public String name() {
                return "reconcile";
            }

            @Override
            public String execute() throws Exception {
                work.run();
                return "done";
            }
        };
    }

    private @Nullable Double reconciliations(String result) {
        return registry.getSampleValue(
                "kata_monitor_operator_reconciliations_total",
                new String[] {"controller", "operation", "result"},
                new String[] {"katamonitor", "reconcile", result});
    }

    @Test
    void countsAndTimesWhatSucceedsAndWhatFails() throws Exception {
        metrics.timeControllerExecution(execution(() -> nanos.addAndGet(2_000_000_000L)));
        assertThatThrownBy(() -> metrics.timeControllerExecution(execution(() -> {
                    throw new IllegalStateException("no");
                })))
                .isInstanceOf(IllegalStateException.class);
        assertThat(reconciliations("success")).isEqualTo(1);
        assertThat(reconciliations("error")).isEqualTo(1);
        assertThat(registry.getSampleValue(
                        "kata_monitor_operator_reconciliation_duration_seconds_sum",
                        new String[] {"controller", "operation"},
                        new String[] {"katamonitor", "reconcile"}))
                .isEqualTo(2);
    }

    @Test
    void showsTheSizeThatAMapHasNow() {
        Map<String, String> map = new HashMap<>();
        metrics.monitorSizeOf(map, "states");
        map.put("a", "b");
        assertThat(registry.getSampleValue(
                        "kata_monitor_operator_known_objects", new String[] {"map"}, new String[] {"states"}))
                .isEqualTo(1);
    }
}
