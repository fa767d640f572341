package io.katacontainers.monitor.collector.scrape;

import java.util.List;

/**
 * All sandboxes in one scrape.
 *
 * @param results one for each sandbox, sorted by id
 * @param <P> a payload
 */
public record ScrapeRound<P>(List<SandboxResult<P>> results) {
    /** Copies the list. */
    public ScrapeRound {
        results = List.copyOf(results);
    }
}
