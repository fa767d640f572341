package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.exposition.FamilyFilter;
import io.katacontainers.monitor.collector.exposition.IndexedPayload;
import io.katacontainers.monitor.collector.exposition.MergedPage;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import io.katacontainers.monitor.collector.scrape.GuestSummary;
import io.katacontainers.monitor.collector.scrape.Outcome;
import io.katacontainers.monitor.collector.scrape.SandboxResult;
import io.katacontainers.monitor.collector.scrape.ScrapeLimits;
import io.katacontainers.monitor.collector.scrape.Scraper;
import io.katacontainers.monitor.collector.shim.ShimFailure;
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

    /** A page that is being made holds all payloads of its round, and what does not come from shims as text. */
    private static final int MOST_PAGES = 2;

    /** As long as a shim's payload is shared. */
    private static final Duration SHARE_FOR = ScrapeLimits.DEFAULT.shareFor();

    /** Apart: clients that read plain pages slowly hold up none that Prometheus asks for. */
    private final Semaphore plainPages = new Semaphore(MOST_PAGES);

    private final Semaphore compressedPages = new Semaphore(MOST_PAGES);
    private final PageMemory memory = new PageMemory(Runtime.getRuntime().maxMemory() / 4);
    private final SharedPages compressed;
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
        this.compressed = new SharedPages(SHARE_FOR, memory, nanoTime);
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
        exchange.setHeader("Vary", "Accept-Encoding");
        if (!sent(exchange, filter, deadline)) {
            exchange.refuse(503, "too many scrapes at once: try again when those are over");
        }
    }

    private boolean sent(Exchange exchange, FamilyFilter filter, long deadline) throws IOException {
        try {
            if (!exchange.acceptsGzip()) {
                return plain(exchange, filter, deadline);
            }
            if (filter.equals(FamilyFilter.all())) {
                return shared(exchange, deadline);
            }
            try (PageBuffer target = new PageBuffer(memory)) {
                return compress(filter, deadline, target) && send(exchange, target);
            }
        } catch (PageMemory.ExhaustedException e) {
            return false;
        }
    }

    /** False where it would take too long until there is room. */
    private boolean plain(Exchange exchange, FamilyFilter filter, long deadline) throws IOException {
        if (!admitted(plainPages, until(deadline))) {
            return false;
        }
        try (PageBuffer own = new PageBuffer(memory)) {
            MetricsPage.Prepared prepared = prepare(filter, until(deadline));
            MergedPage shims = prepared.shims();
            boolean kept = keep(prepared, own);
            // With a length where there is room to find it out: without one the server sends small chunks.
            try (OutputStream out = exchange.start(200, CONTENT_TYPE, kept ? own.size() + shims.length() : -1)) {
                if (kept) {
                    own.writeTo(out);
                } else {
                    prepared.writeOwn(out);
                }
                shims.writeTo(out);
            }
            return true;
        } finally {
            plainPages.release();
        }
    }

    private static boolean keep(MetricsPage.Prepared prepared, PageBuffer own) throws IOException {
        try {
            prepared.writeOwn(own.stream());
            return true;
        } catch (PageMemory.ExhaustedException e) {
            own.close();
            return false;
        }
    }

    private boolean shared(Exchange exchange, long deadline) throws IOException {
        try (SharedPages.Share share = compressed.share(deadline)) {
            SharedPage shared = share.page();
            if (share.mine()) {
                boolean made = false;
                try {
                    made = compress(FamilyFilter.all(), deadline, shared.page());
                } finally {
                    if (made) {
                        shared.completed();
                    } else {
                        shared.failed();
                    }
                }
            }
            return shared.await(deadline - nanoTime.getAsLong()) && send(exchange, shared.page());
        }
    }

    /** Compressed, a page is a twentieth of its text: no slow client keeps others waiting. */
    private boolean compress(FamilyFilter filter, long deadline, PageBuffer target) throws IOException {
        if (!admitted(compressedPages, until(deadline))) {
            return false;
        }
        try (OutputStream out = new FastGzip(target.stream())) {
            MetricsPage.Prepared prepared = prepare(filter, until(deadline));
            prepared.writeOwn(out);
            prepared.shims().writeTo(out);
            return true;
        } finally {
            compressedPages.release();
        }
    }

    private static boolean send(Exchange exchange, PageBuffer compressed) throws IOException {
        exchange.setHeader("Content-Encoding", "gzip");
        try (OutputStream out = exchange.start(200, CONTENT_TYPE, compressed.size())) {
            compressed.writeTo(out);
        }
        return true;
    }

    /** What is left, so that the wait for admission is not granted to the shims once more. */
    private Duration until(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - nanoTime.getAsLong()));
    }

    private static boolean admitted(Semaphore pages, Duration timeout) throws IOException {
        try {
            return pages.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the collector ends", e);
        }
    }

    private MetricsPage.Prepared prepare(FamilyFilter filter, Duration timeout) {
        var round = scraper.scrape(timeout);
        metrics.shimsFailed(round.results().stream()
                .filter(result -> result.outcome() instanceof Outcome.Down)
                .count());
        return page.prepare(round, filter);
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
