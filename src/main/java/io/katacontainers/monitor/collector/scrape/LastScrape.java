package io.katacontainers.monitor.collector.scrape;

import io.katacontainers.monitor.collector.shim.ShimFailure;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last request for metrics to a shim that ended, and what is left of the last payload.
 *
 * @param at when the request ended
 * @param elapsed time it took
 * @param failure why it gave no payload; null where it gave one
 * @param summary of the last payload; null where there was none yet
 * @param summaryAt when that payload was complete; null where there was none yet
 * @param <S> summary of a payload
 */
public record LastScrape<S>(
        Instant at,
        Duration elapsed,
        @Nullable ShimFailure failure,
        @Nullable S summary,
        @Nullable Instant summaryAt) {
    /** Whether it gave a payload. */
    public boolean up() {
        return failure == null;
    }
}
