package io.katacontainers.monitor.collector.runtime;

import org.jspecify.annotations.Nullable;

/** Amounts that were set, as runtimes and their documents state them: 0, negative and absurdly large all mean that nothing was. */
final class PositiveAmount {
    /** From here on upstream's ways to say "unlimited" begin, {@code i64::MAX} and 2^64-1 among them. */
    private static final long UNLIMITED = 1L << 62;

    private PositiveAmount() {}

    /** Null where {@code amount} is no real one. */
    static @Nullable Long of(long amount) {
        return amount > 0 && amount < UNLIMITED ? Long.valueOf(amount) : null;
    }

    /** As above; null too for fractions and for what does not fit a long. */
    static @Nullable Long of(@Nullable Number amount) {
        return amount instanceof Integer || amount instanceof Long ? of(amount.longValue()) : null;
    }
}
