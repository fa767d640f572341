package io.katacontainers.monitor.operator.monitor;

import java.time.Duration;

/**
 * What is known about the sandboxes of one KataMonitor.
 *
 * @param collectorsReachable collectors whose last report arrived in time
 * @param total all sandboxes
 * @param unreachable sandboxes whose agent does not answer
 * @param denied sandboxes whose shim is never asked for metrics
 * @param quarantined sandboxes whose shim is not asked for now
 * @param effectiveInterval between two writes of an object, as the write budget allows at present
 * @param everPolled false until the first round over all collectors; the counts mean nothing before
 */
public record PublishingSummary(
        int collectorsReachable,
        int total,
        int unreachable,
        int denied,
        int quarantined,
        Duration effectiveInterval,
        boolean everPolled) {
    /** Before the first round. */
    public static final PublishingSummary NONE = new PublishingSummary(0, 0, 0, 0, 0, Duration.ZERO, false);
}
