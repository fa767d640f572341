package io.katacontainers.monitor.collector.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.RootReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportFeedTest {
    private final AtomicReference<NodeReport> source = new AtomicReference<>(report("/a"));
    private final ReportFeed feed = new ReportFeed(source::get, new JsonWriter(), System::nanoTime);

    @BeforeEach
    void start() {
        feed.start();
    }

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void anEqualReportKeepsItsTag() {
        String etag = feed.current().etag();
        source.set(report("/a"));
        feed.changed();
        source.set(report("/b"));
        feed.changed();
        await().until(() -> !feed.current().etag().equals(etag));
        source.set(report("/a"));
        feed.changed();
        await().until(() -> feed.current().etag().equals(etag));
    }

    @Test
    void makesNoReportBeforeSomebodyAsks() {
        AtomicInteger made = new AtomicInteger();
        try (ReportFeed unasked = new ReportFeed(
                () -> {
                    made.incrementAndGet();
                    return source.get();
                },
                new JsonWriter(),
                System::nanoTime)) {
            unasked.start();
            unasked.changed();
            assertThat(made).hasValue(0);
            assertThat(unasked.current().report()).isEqualTo(source.get());
            assertThat(made).hasValue(1);
            unasked.changed();
            await().until(() -> made.get() > 1);
        }
    }

    @Test
    void wakesThoseWhoWaitOnlyForAnotherReport() {
        String etag = feed.current().etag();
        CompletableFuture<ReportSnapshot> waiter = CompletableFuture.supplyAsync(() -> awaitOther(etag));
        source.set(report("/b"));
        feed.changed();
        assertThat(waiter).succeedsWithin(30, TimeUnit.SECONDS).satisfies(snapshot -> {
            assertThat(snapshot.etag()).isNotEqualTo(etag);
            assertThat(snapshot.report().roots()).extracting(RootReport::path).containsExactly("/b");
        });
    }

    @Test
    void givesTheSameReportWhenTheWaitIsOver() throws InterruptedException {
        String etag = feed.current().etag();
        assertThat(feed.awaitOther(etag, Duration.ofMillis(1)).etag()).isEqualTo(etag);
    }

    @Test
    void aFailingBuilderKeepsTheLastReport() {
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        try (ReportFeed failing = new ReportFeed(
                () -> {
                    if (failure.get() != null) {
                        throw failure.get();
                    }
                    return source.get();
                },
                new JsonWriter(),
                System::nanoTime)) {
            failing.start();
            String etag = failing.current().etag();
            failure.set(new IllegalStateException("broken"));
            failing.changed();
            source.set(report("/c"));
            failure.set(null);
            failing.changed();
            await().until(() -> !failing.current().etag().equals(etag));
        }
    }

    private ReportSnapshot awaitOther(String etag) {
        try {
            return feed.awaitOther(etag, Duration.ofSeconds(60));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static NodeReport report(String root) {
        return new NodeReport(
                NodeReport.SCHEMA_VERSION, "0.1.0", List.of(new RootReport(root, true, null)), null, List.of());
    }
}
