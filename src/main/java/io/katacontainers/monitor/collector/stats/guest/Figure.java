package io.katacontainers.monitor.collector.stats.guest;

import org.jspecify.annotations.Nullable;

/**
 * A number of a message, judged by itself. Protobuf's uint64 arrives as a long: 2^63 and more as a negative one.
 *
 * <p>Nothing that a container uses gets near 2^62. What does is no measure: cgroup files write "no limit" as 2^63 − 1, as that rounded
 * down to a page, or as −1, and differences that went below zero come as 2^64 − x.
 */
final class Figure {
    private static final long TOO_MUCH = 1L << 62;
    private static final long NANOS_PER_MICRO = 1000;

    private Figure() {}

    /** A number that may be 0. */
    static @Nullable Long counted(long raw) {
        return raw >= 0 && raw < TOO_MUCH ? Long.valueOf(raw) : null;
    }

    /** A number that is above 0 wherever it is measured: 0 is what an unreadable file and a field never filled look like. */
    static @Nullable Long measured(long raw) {
        return raw == 0 ? null : counted(raw);
    }

    /** The first of two fields of one meaning that is measured. */
    static @Nullable Long measured(long raw, long fallback) {
        Long first = measured(raw);
        return first == null ? measured(fallback) : first;
    }

    /** A limit; 0 is how the agent writes that there is none. */
    static @Nullable Long limit(long raw) {
        return measured(raw);
    }

    /** Nanoseconds of a number of microseconds. */
    static @Nullable Long nanos(long rawMicros) {
        Long micros = counted(rawMicros);
        return micros == null || micros >= TOO_MUCH / NANOS_PER_MICRO ? null : Long.valueOf(micros * NANOS_PER_MICRO);
    }

    /** Whether any of these is above 0. */
    static boolean any(long... raw) {
        for (long one : raw) {
            if (one != 0) {
                return true;
            }
        }
        return false;
    }
}
