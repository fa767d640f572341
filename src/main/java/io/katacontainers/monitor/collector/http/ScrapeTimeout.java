package io.katacontainers.monitor.collector.http;

import java.time.Duration;
import java.util.Optional;

/** How long a scrape may take, as Prometheus tells by {@code X-Prometheus-Scrape-Timeout-Seconds}. */
final class ScrapeTimeout {
    private static final String HEADER = "X-Prometheus-Scrape-Timeout-Seconds";
    private static final Duration UNTOLD = Duration.ofSeconds(10);
    private static final Duration LEAST = Duration.ofMillis(500);
    private static final Duration MOST = Duration.ofMinutes(1);

    /** What merging and sending the page may take. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private ScrapeTimeout() {}

    /** Time that shims may take together: what Prometheus waits, less a margin for the page. */
    static Duration of(Exchange exchange) {
        Duration told = exchange.header(HEADER).flatMap(ScrapeTimeout::seconds).orElse(UNTOLD);
        Duration fifth = told.dividedBy(5);
        Duration left = told.minus(fifth.compareTo(MARGIN) < 0 ? fifth : MARGIN);
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }

    private static Optional<Duration> seconds(String text) {
        try {
            double seconds = Double.parseDouble(text);
            return seconds > 0
                    ? Optional.of(Duration.ofMillis((long) (Math.min(seconds, (double) MOST.toSeconds()) * 1000)))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
