package io.katacontainers.monitor.sim.demo;

import io.katacontainers.monitor.sim.cri.GuestFigures;
import java.time.Duration;

/**
 * What a container of the demo does all day: its CPU use swings, and one that leaks takes ever more memory until the guest's kernel kills in
 * it and it begins anew.
 *
 * @param seed makes containers differ
 */
record DemoLoad(int seed, boolean leaks) {
    private static final long MIB = 1 << 20;
    private static final double SWING_SECONDS = 15;
    private static final long LIMIT = 256 * MIB;
    private static final long LEAK_PER_SECOND = 4 * MIB;
    private static final double SYSTEM_SHARE = 0.2;
    private static final double THROTTLED_SHARE = 0.1;

    /** Counters never fall as {@code age} grows. */
    GuestFigures figures(Duration age) {
        double seconds = Math.max(0, age.toMillis() / 1e3);
        long cpu = (long) (cpuSeconds(seconds) * 1e9);
        long periods = (long) (10 * seconds);
        long read = (long) (seconds * MIB / 4);
        return new GuestFigures(
                (long) ((1 - SYSTEM_SHARE) * cpu),
                (long) (SYSTEM_SHARE * cpu),
                anonBytes(seconds),
                (8 + seed) * MIB,
                (4 + seed) * MIB,
                LIMIT,
                (long) (100 * seconds),
                (long) seconds,
                4L + seed,
                periods,
                (long) (THROTTLED_SHARE * periods),
                read,
                2 * read);
    }

    /** How many times the guest's kernel has killed in it. */
    long kills(Duration age) {
        return leaks ? (long) (age.toMillis() / 1e3 / lifeSeconds()) : 0;
    }

    /** Of a use that swings around a mean, from a third of it to five thirds: the integral. */
    private double cpuSeconds(double seconds) {
        double mean = 0.09 + 0.06 * seed;
        double swing = 2 * mean / 3;
        return mean * seconds + swing * SWING_SECONDS * (1 - Math.cos(seconds / SWING_SECONDS));
    }

    private long anonBytes(double seconds) {
        long base = (24 + 8L * seed) * MIB;
        return leaks ? base + (long) (seconds % lifeSeconds() * LEAK_PER_SECOND) : base;
    }

    /** Until it has filled what it may use. */
    private double lifeSeconds() {
        return (LIMIT - (36 + 10L * seed) * MIB) / (double) LEAK_PER_SECOND;
    }
}
