package io.katacontainers.monitor.collector.report;

import org.jspecify.annotations.Nullable;

/**
 * Holds a figure until it has moved far enough to be told anew, so that a report changes only where a reader would care.
 *
 * @param least the smallest step that counts, in the figure's unit
 */
record Band(long least) {
    private static final int PERCENT = 10;

    /** What to tell: {@code held}, where {@code now} is within 10 % of it or within the smallest step, otherwise {@code now}. */
    @Nullable
    Long hold(@Nullable Long held, @Nullable Long now) {
        if (held == null || now == null) {
            return now;
        }
        long step = Math.max(least, Math.abs(held) / 100 * PERCENT);
        return Math.abs(now - held) <= step ? held : now;
    }
}
