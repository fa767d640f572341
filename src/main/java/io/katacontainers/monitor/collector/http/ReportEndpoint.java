package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.report.JsonWriter;
import io.katacontainers.monitor.collector.report.ReportDemand;
import io.katacontainers.monitor.collector.report.ReportFeed;
import io.katacontainers.monitor.collector.report.ReportSnapshot;
import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.SandboxReport;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /api/v1/sandboxes} and {@code /api/v1/sandboxes/ID}: the report as JSON. With {@code If-None-Match} and {@code ?wait=30s}
 * the answer comes when the report has changed, or as 304 when the wait is over. The header {@code Age} tells how many seconds ago the
 * oldest figure in it was read from its guest; it is absent where there are none.
 */
final class ReportEndpoint implements Endpoint {
    static final String PATH = "/api/v1/sandboxes";

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,4})s?");

    /** Each wait holds a thread: beyond two operators' worth of them a request is answered at once. */
    private static final int MOST_WAITS = 8;

    private final ReportFeed feed;
    private final ReportDemand demand;
    private final FigureAge age;
    private final SandboxParameter sandboxes;
    private final JsonWriter json;
    private final Semaphore waits = new Semaphore(MOST_WAITS);

    ReportEndpoint(ReportFeed feed, ReportDemand demand, FigureAge age, SandboxParameter sandboxes, JsonWriter json) {
        this.feed = feed;
        this.demand = demand;
        this.age = age;
        this.sandboxes = sandboxes;
        this.json = json;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        Optional<Duration> wait = duration(exchange, "wait");
        Optional<Duration> interval = duration(exchange, "interval");
        if (wait.isEmpty() || interval.isEmpty()) {
            return;
        }
        demand.asked(interval.get());
        if (!exchange.path().equals(PATH)) {
            one(exchange);
            return;
        }
        Optional<String> known = exchange.header("If-None-Match");
        ReportSnapshot snapshot = feed.current();
        if (known.isPresent() && !wait.get().isZero()) {
            snapshot = await(known.get(), wait.get());
        }
        exchange.setHeader("ETag", snapshot.etag());
        exchange.setHeader("Cache-Control", "no-cache");
        tellAge(exchange, snapshot.report().sandboxes());
        if (known.isPresent() && known.get().equals(snapshot.etag())) {
            exchange.sendEmpty(304);
        } else if (snapshot.length() > NodeReport.MAX_BYTES) {
            exchange.refuse(503, "the report is larger than " + NodeReport.MAX_BYTES + " bytes: too many sandboxes");
        } else {
            try (OutputStream out = exchange.start(200, Exchange.JSON, snapshot.length())) {
                snapshot.writeTo(out);
            }
        }
    }

    private void one(Exchange exchange) throws IOException {
        String text = exchange.path().substring(PATH.length() + 1);
        if (sandboxes.resolve(exchange, text).isEmpty()) {
            return;
        }
        Optional<SandboxReport> report = feed.current().report().sandboxes().stream()
                .filter(sandbox -> sandbox.id().equals(text))
                .findFirst();
        if (report.isPresent()) {
            tellAge(exchange, List.of(report.get()));
            exchange.send(200, Exchange.JSON, json.write(report.get()));
        } else {
            exchange.refuse(404, "not reported yet: ask again in a second");
        }
    }

    private void tellAge(Exchange exchange, List<SandboxReport> sandboxes) {
        age.oldest(sandboxes).ifPresent(oldest -> exchange.setHeader("Age", Long.toString(oldest.toSeconds())));
    }

    private ReportSnapshot await(String etag, Duration wait) throws IOException {
        if (!waits.tryAcquire()) {
            return feed.current();
        }
        try {
            return feed.awaitOther(etag, wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the collector ends", e);
        } finally {
            waits.release();
        }
    }

    /** Zero where the parameter is not given; empty where it is wrong, and then the request has been answered. */
    private static Optional<Duration> duration(Exchange exchange, String name) throws IOException {
        Optional<String> text = exchange.query().first(name);
        if (text.isEmpty()) {
            return Optional.of(Duration.ZERO);
        }
        Matcher matcher = SECONDS.matcher(text.get());
        if (!matcher.matches()) {
            exchange.refuse(400, name + " must be whole seconds, such as 30s");
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds(Long.parseLong(matcher.group(1))));
    }
}
