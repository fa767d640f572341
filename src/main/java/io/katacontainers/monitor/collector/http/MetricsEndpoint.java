package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.exposition.FamilyFilter;
import io.katacontainers.monitor.collector.exposition.IndexedPayload;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import io.katacontainers.monitor.collector.scrape.GuestSummary;
import io.katacontainers.monitor.collector.scrape.Outcome;
import io.katacontainers.monitor.collector.scrape.SandboxResult;
import io.katacontainers.monitor.collector.scrape.Scraper;
import io.katacontainers.monitor.collector.shim.ShimFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** {@code /metrics}: all sandboxes on one page, or with {@code ?sandbox=ID} one shim's own text. */
final class MetricsEndpoint implements Endpoint {
    /** Text format 0.0.4: what upstream speaks and promtool checks. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** A page that is being made holds all payloads of its round; those of two rounds of 500 sandboxes fit the heap. */
    private static final int MOST_PAGES = 2;

    private final Semaphore pages = new Semaphore(MOST_PAGES);
    private final Scraper<IndexedPayload, GuestSummary> scraper;
    private final MetricsPage page;
    private final CollectorMetrics metrics;
    private final SandboxParameter sandboxes;
    private final LongSupplier nanoTime;

    MetricsEndpoint(
            Scraper<IndexedPayload, GuestSummary> scraper,
            MetricsPage page,
            CollectorMetrics metrics,
            SandboxParameter sandboxes,
            LongSupplier nanoTime) {
        this.scraper = scraper;
        this.page = page;
        this.metrics = metrics;
        this.sandboxes = sandboxes;
        this.nanoTime = nanoTime;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        long start = nanoTime.getAsLong();
        metrics.scrapeBegan();
        FamilyFilter filter =
                FamilyFilter.parse(exchange.query().first("filter_family").orElse(null));
        if (exchange.query().first("sandbox").isPresent()) {
            one(exchange, filter);
        } else {
            all(exchange, filter);
        }
        metrics.scrapeEnded(Duration.ofNanos(nanoTime.getAsLong() - start));
    }

    private void all(Exchange exchange, FamilyFilter filter) throws IOException {
        long deadline = nanoTime.getAsLong() + ScrapeTimeout.of(exchange).toNanos();
        if (!admitted(until(deadline))) {
            exchange.refuse(503, "too many scrapes at once: try again when those are over");
            return;
        }
        boolean holding = true;
        try {
            if (!exchange.acceptsGzip()) {
                try (OutputStream out = exchange.startCompressible(CONTENT_TYPE)) {
                    writePage(filter, until(deadline), out);
                }
                return;
            }
            // Compressed, a page is a twentieth of its payloads: those need not wait for a slow client.
            ByteArrayOutputStream compressed = new ByteArrayOutputStream(64 << 10);
            try (OutputStream out = new FastGzip(compressed)) {
                writePage(filter, until(deadline), out);
            }
            pages.release();
            holding = false;
            exchange.setHeader("Vary", "Accept-Encoding").setHeader("Content-Encoding", "gzip");
            try (OutputStream out = exchange.start(200, CONTENT_TYPE, compressed.size())) {
                compressed.writeTo(out);
            }
        } finally {
            if (holding) {
                pages.release();
            }
        }
    }

    /** What is left, so that the wait for admission is not granted to the shims once more. */
    private Duration until(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - nanoTime.getAsLong()));
    }

    private boolean admitted(Duration timeout) throws IOException {
        try {
            return pages.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the collector ends", e);
        }
    }

    private void writePage(FamilyFilter filter, Duration timeout, OutputStream out) throws IOException {
        var round = scraper.scrape(timeout);
        metrics.shimsFailed(round.results().stream()
                .filter(result -> result.outcome() instanceof Outcome.Down)
                .count());
        page.write(round, filter, out);
    }

    private void one(Exchange exchange, FamilyFilter filter) throws IOException {
        Optional<Sandbox> sandbox = sandboxes.resolve(exchange);
        if (sandbox.isEmpty()) {
            return;
        }
        Optional<SandboxResult<IndexedPayload>> result =
                scraper.scrape(sandbox.get().id(), ScrapeTimeout.of(exchange));
        if (result.isEmpty()) {
            exchange.refuse(404, "the sandbox is gone");
        } else if (result.get().outcome() instanceof Outcome.Up<IndexedPayload> up) {
            try (OutputStream out = exchange.startCompressible(Exchange.TEXT)) {
                page.writeRaw(up.payload(), filter, out);
            }
        } else if (result.get().outcome() instanceof Outcome.Down<IndexedPayload> down) {
            metrics.shimsFailed(1);
            exchange.refuse(
                    down.reason() == ShimFailure.TIMEOUT ? 504 : 502,
                    "the shim gave no metrics: " + down.reason().label());
        } else {
            notAsked(exchange, result.get().verdict());
        }
    }

    private static void notAsked(Exchange exchange, ScrapeVerdict verdict) throws IOException {
        if (verdict instanceof ScrapeVerdict.Denied denied) {
            exchange.refuse(
                    403,
                    "the shim is not asked for metrics, as that could end its pod (" + denied.reason()
                            + "): --allow-unsafe-shim-metrics overrides this");
        } else if (verdict instanceof ScrapeVerdict.Quarantined quarantined) {
            exchange.refuse(
                    503, "the shim is left alone, as it went astray when it was asked (" + quarantined.reason() + ")");
        } else {
            exchange.refuse(503, "the sandbox is starting: its shim does not listen yet");
        }
    }
}
