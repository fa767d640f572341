package io.katacontainers.monitor.collector.scrape;

import java.time.Duration;

/**
 * How scrapes are kept cheap and short.
 *
 * @param concurrency requests at the same time
 * @param requestTimeout of one request, from connecting to the last byte
 * @param roundTimeout of a scrape of all sandboxes, where its caller grants no less
 * @param shareFor how long after its start a request's result still answers another scrape
 * @param totalBodyBytes memory that the latest payloads of all sandboxes may take, beyond the first 256 KiB of each
 */
public record ScrapeLimits(
        int concurrency, Duration requestTimeout, Duration roundTimeout, Duration shareFor, long totalBodyBytes) {
    /** 16 requests of 3 s each as kata-monitor's, a scrape within Prometheus' default of 10 s, shared for 1 s, 256 MiB. */
    public static final ScrapeLimits DEFAULT =
            new ScrapeLimits(16, Duration.ofSeconds(3), Duration.ofSeconds(9), Duration.ofSeconds(1), 256L << 20);
}
