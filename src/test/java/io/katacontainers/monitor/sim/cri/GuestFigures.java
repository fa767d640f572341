package io.katacontainers.monitor.sim.cri;

import java.time.Duration;

/**
 * What the kernel of a guest has counted for one container: the truth that shims then translate each in its own way.
 *
 * @param userNanos CPU time
 * @param systemNanos CPU time
 * @param anonBytes memory of processes
 * @param inactiveFileBytes page cache that goes first
 * @param activeFileBytes page cache that goes last
 * @param memoryLimitBytes 0 for none
 * @param faults of pages, the major ones among them
 * @param pids threads, as cgroups count them
 * @param periods of the CFS bandwidth control that had something to run
 * @param throttledPeriods of these
 */
public record GuestFigures(
        long userNanos,
        long systemNanos,
        long anonBytes,
        long inactiveFileBytes,
        long activeFileBytes,
        long memoryLimitBytes,
        long faults,
        long majorFaults,
        long pids,
        long periods,
        long throttledPeriods,
        long readBytes,
        long writtenBytes) {
    private static final long MEBIBYTE = 1 << 20;

    /** All memory that the container is charged for. */
    public long usageBytes() {
        return anonBytes + inactiveFileBytes + activeFileBytes;
    }

    /** User and system time. */
    public long cpuNanos() {
        return userNanos + systemNanos;
    }

    /**
     * Figures that move as a small server's do: up to half a CPU, some ten MiB, limits of half a CPU and 256 MiB. Containers differ by their
     * id; counters never fall as {@code age} grows.
     */
    public static GuestFigures moving(String containerId, Duration age) {
        int kind = Math.floorMod(containerId.hashCode(), 8) + 1;
        long millis = Math.max(age.toMillis(), 0);
        double wave = Math.sin(millis / 30_000.0 + kind);
        return new GuestFigures(
                millis * 40_000L * kind,
                millis * 10_000L * kind,
                (8L * kind + Math.round(4 * wave)) * MEBIBYTE,
                2 * MEBIBYTE * kind,
                3 * MEBIBYTE * kind,
                256 * MEBIBYTE,
                millis * kind,
                millis / 1000,
                kind + 2L,
                millis / 100,
                millis / 1000 * kind / 10,
                millis * 64 * kind,
                millis * 256 * kind);
    }
}
