package io.katacontainers.monitor.collector.scrape;

import io.katacontainers.monitor.collector.shim.ShimFailure;
import java.util.Map;

/**
 * Counts since the collector first saw the sandbox.
 *
 * @param failures requests that failed, and scrapes that found the sandbox busy or in back-off
 * @param droppedSeries by the value of the label {@code reason}
 */
public record ScrapeCounters(Map<ShimFailure, Long> failures, Map<String, Long> droppedSeries) {
    /** No failure, nothing dropped. */
    public static final ScrapeCounters NONE = new ScrapeCounters(Map.of(), Map.of());

    /** Copies the maps. */
    public ScrapeCounters {
        failures = Map.copyOf(failures);
        droppedSeries = Map.copyOf(droppedSeries);
    }
}
