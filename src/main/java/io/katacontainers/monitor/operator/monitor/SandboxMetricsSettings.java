package io.katacontainers.monitor.operator.monitor;

import static java.util.Objects.requireNonNullElse;

import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsMode;
import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsSpec;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** {@code spec.sandboxMetrics} with every default filled in. */
record SandboxMetricsSettings(SandboxMetricsMode mode, Duration interval, int maxWritesPerSecond) {
    private static final SandboxMetricsSpec EMPTY = new SandboxMetricsSpec(null, null, null);
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(60);
    private static final int DEFAULT_WRITES = 20;

    static SandboxMetricsSettings of(KataMonitor monitor) {
        var spec = monitor.getSpec();
        SandboxMetricsSpec asked = spec == null || spec.sandboxMetrics() == null ? EMPTY : spec.sandboxMetrics();
        return new SandboxMetricsSettings(
                requireNonNullElse(asked.mode(), SandboxMetricsMode.Full),
                asked.interval() == null ? DEFAULT_INTERVAL : duration(asked.interval()),
                Math.max(1, requireNonNullElse(asked.maxWritesPerSecond(), DEFAULT_WRITES)));
    }

    /** {@code 1m30s}; the default for what the API server would have refused. */
    private static Duration duration(String text) {
        try {
            Duration duration = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
            return duration.isNegative() || duration.isZero() ? DEFAULT_INTERVAL : duration;
        } catch (DateTimeParseException e) {
            return DEFAULT_INTERVAL;
        }
    }
}
