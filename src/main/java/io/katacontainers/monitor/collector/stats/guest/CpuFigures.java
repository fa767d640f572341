package io.katacontainers.monitor.collector.stats.guest;

import io.katacontainers.monitor.collector.stats.ContainerUsage;
import org.jspecify.annotations.Nullable;

/**
 * CPU figures of a message, judged against each other.
 *
 * @param usage all in nanoseconds; user and system may be swapped or missing, which is for the decoder to know
 * @param periods 0 where the container has no quota
 * @param throttledNanos null where the message does not carry it
 */
record CpuFigures(
        @Nullable Long usage,
        @Nullable Long user,
        @Nullable Long system,
        long periods,
        long throttledPeriods,
        @Nullable Long throttledNanos) {
    static final ContainerUsage.Cpu NONE = new ContainerUsage.Cpu(null, null, null, null, null, null);

    /** User and system are told by ticks of 10 ms where the total is exact, and are not read at the same moment. */
    private static final long SKEW_NANOS = 1_000_000_000;

    private static final long SKEW_SHARE = 4;

    /** A running container has used some: without a total nothing is believed. */
    ContainerUsage.Cpu judged() {
        if (usage == null || usage == 0) {
            return NONE;
        }
        boolean split = user != null && system != null && addsUp(usage, user, system);
        Long judgedPeriods = Figure.measured(periods);
        Long counted = Figure.counted(throttledPeriods);
        boolean throttling = judgedPeriods != null && counted != null && counted <= judgedPeriods;
        return new ContainerUsage.Cpu(
                usage,
                split ? user : null,
                split ? system : null,
                throttling ? judgedPeriods : null,
                throttling ? counted : null,
                throttling ? throttledNanos : null);
    }

    private static boolean addsUp(long usage, long user, long system) {
        // Each is below 2^62: the sum is a long.
        return Math.abs(user + system - usage) <= usage / SKEW_SHARE + SKEW_NANOS;
    }
}
