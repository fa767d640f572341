package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.report.ScrapeKnowledge;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.scrape.LastScrape;
import io.katacontainers.monitor.report.SandboxReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/** How long ago the figures of a report were read from their guests. */
final class FigureAge {
    private final ScrapeKnowledge scrapes;
    private final Clock clock;

    FigureAge(ScrapeKnowledge scrapes, Clock clock) {
        this.scrapes = scrapes;
        this.clock = clock;
    }

    /** The age of the oldest figures; empty where none of the sandboxes has any. */
    Optional<Duration> oldest(Collection<SandboxReport> sandboxes) {
        Instant now = clock.instant();
        return sandboxes.stream()
                .filter(sandbox -> sandbox.vm() != null)
                .map(sandbox -> scrapes.last(new SandboxId(sandbox.id()))
                        .map(LastScrape::summaryAt)
                        .orElse(null))
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(at -> at.isAfter(now) ? Duration.ZERO : Duration.between(at, now));
    }
}
