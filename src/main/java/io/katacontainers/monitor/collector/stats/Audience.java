package io.katacontainers.monitor.collector.stats;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Whether anybody reads: guests are asked for readers only. Safe for use by several threads. */
final class Audience {
    /** The slowest of usual readers comes every minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Long> last = new AtomicReference<>();

    Audience(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Somebody reads.
     *
     * @return whether nobody did for a while
     */
    boolean touch() {
        long now = nanoTime.getAsLong();
        return !present(last.getAndSet(now), now);
    }

    /** Whether somebody has read in the last 5 minutes. */
    boolean present() {
        return present(last.get(), nanoTime.getAsLong());
    }

    private static boolean present(@Nullable Long last, long now) {
        return last != null && now - last <= PATIENCE.toNanos();
    }
}
