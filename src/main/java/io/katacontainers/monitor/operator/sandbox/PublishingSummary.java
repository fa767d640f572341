package io.katacontainers.monitor.operator.sandbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a KataMonitor's status tells of its reports and objects.
 *
 * @param collectorsReachable collectors that answered within two intervals
 * @param total sandboxes in the last reports
 * @param unreachable sandboxes whose agent does not answer
 * @param denied sandboxes whose shim is never asked for metrics
 * @param quarantined sandboxes whose shim is not asked for now
 * @param effectiveInterval time between two writes of an object that the write budget allows at present
 * @param counted whether every collector has answered, or was given time to, since this operator leads: before that the counts
 *     are of some nodes only
 * @param problem why the API server refuses writes, one line; absent where it accepts them
 */
public record PublishingSummary(
        int collectorsReachable,
        int total,
        int unreachable,
        int denied,
        int quarantined,
        Duration effectiveInterval,
        boolean counted,
        @Nullable String problem) {
    /** Before anything is known. */
    public static final PublishingSummary NONE = new PublishingSummary(0, 0, 0, 0, 0, Duration.ZERO, false, null);
}
