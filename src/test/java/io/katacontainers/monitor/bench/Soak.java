package io.katacontainers.monitor.bench;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** Two Prometheus servers that scrape many sandboxes within the limits for a long time, each at its own moment as Prometheus spreads scrapes. */
final class Soak {
    private static final int SCRAPERS = 2;
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final Duration APART = Duration.ofSeconds(5);

    /** Prometheus' default. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int SPAN_MINUTES = 5;

    private final TestBed bed;
    private final Report report;
    private final List<Scrape> scrapes = new ArrayList<>();

    Soak(TestBed bed, Report report) {
        this.bed = bed;
        this.report = report;
    }

    private enum Outcome {
        WHOLE,
        /** A page on which some sandboxes are down. */
        INCOMPLETE,
        FAILED
    }

    private record Scrape(Duration elapsed, Outcome outcome) {}

    void run(int minutes) throws IOException, InterruptedException {
        bed.sandboxes(TestBed.MOST);
        report.line("");
        report.line(
                "### %d minutes within %s, %d sandboxes, JDK %s",
                minutes, CgroupLimits.TEXT, TestBed.MOST, bed.jdk().version());
        try (CgroupLimits limits = new CgroupLimits("soak");
                ServerProcess collector = bed.collector(new Confines(limits.prefix(), List.of()))) {
            TestBed.await(System.nanoTime(), () -> TestBed.listed(collector) == TestBed.MOST);
            run(minutes, collector, limits);
        } catch (IOException e) {
            report.line("");
            report.line("Not measured or not survived: %s.", e);
        }
    }

    private void run(int minutes, ServerProcess collector, CgroupLimits limits)
            throws IOException, InterruptedException {
        report.table(
                "minutes",
                "scrapes",
                "p50 (ms)",
                "p99 (ms)",
                "max (ms)",
                "failed, or later than 10 s",
                "with sandboxes missing",
                "CPU per second (ms)",
                "resident (MB)",
                "peak resident (MB)",
                "killed");
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + collector.client().port() + TestBed.METRICS))
                .header("Accept-Encoding", "gzip")
                .header("X-Prometheus-Scrape-Timeout-Seconds", Long.toString(TIMEOUT.toSeconds()))
                .timeout(TIMEOUT)
                .build();
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(SCRAPERS);
        List<Future<?>> scrapers = new ArrayList<>();
        try {
            for (int i = 0; i < SCRAPERS; i++) {
                HttpClient client = HttpClient.newHttpClient();
                scrapers.add(threads.scheduleAtFixedRate(
                        () -> add(scrape(client, request)),
                        APART.multipliedBy(i).toMillis(),
                        INTERVAL.toMillis(),
                        TimeUnit.MILLISECONDS));
            }
            List<Scrape> all = new ArrayList<>();
            Duration startCpu = collector.figures().cpu();
            Duration cpu = startCpu;
            int passed = 0;
            do {
                int span = Math.min(SPAN_MINUTES, minutes - passed);
                TimeUnit.MINUTES.sleep(span);
                List<Scrape> latest = drain();
                all.addAll(latest);
                Duration now = collector.alive() ? collector.figures().cpu() : cpu;
                print(passed + "–" + (passed + span), latest, now.minus(cpu).dividedBy(60L * span), collector, limits);
                cpu = now;
                passed += span;
            } while (passed < minutes && collector.alive());
            if (scrapers.stream().anyMatch(Future::isDone)) {
                throw new IOException("a scraper has ended early");
            }
            print("all", all, cpu.minus(startCpu).dividedBy(60L * passed), collector, limits);
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(2 * TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private synchronized void add(Scrape scrape) {
        scrapes.add(scrape);
    }

    private synchronized List<Scrape> drain() {
        List<Scrape> drained = List.copyOf(scrapes);
        scrapes.clear();
        return drained;
    }

    private static Scrape scrape(HttpClient client, HttpRequest request) {
        long start = System.nanoTime();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            if (response.statusCode() != 200 || elapsed.compareTo(TIMEOUT) > 0) {
                return new Scrape(elapsed, Outcome.FAILED);
            }
            return new Scrape(elapsed, up(response.body()) == TestBed.MOST ? Outcome.WHOLE : Outcome.INCOMPLETE);
        } catch (IOException e) {
            return new Scrape(Duration.ofNanos(System.nanoTime() - start), Outcome.FAILED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Scrape(Duration.ofNanos(System.nanoTime() - start), Outcome.FAILED);
        }
    }

    private static long up(byte[] compressed) throws IOException {
        try (BufferedReader page = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(compressed), 64 << 10), StandardCharsets.UTF_8))) {
            return page.lines().filter(SandboxUp::saidBy).count();
        }
    }

    private void print(
            String minutes, List<Scrape> scrapes, Duration cpuPerSecond, ServerProcess collector, CgroupLimits limits)
            throws IOException {
        List<Duration> answers = scrapes.stream()
                .filter(scrape -> scrape.outcome() != Outcome.FAILED)
                .map(Scrape::elapsed)
                .sorted()
                .toList();
        report.row(
                minutes,
                scrapes.size(),
                quantile(answers, 0.5),
                quantile(answers, 0.99),
                quantile(answers, 1),
                scrapes.size() - answers.size(),
                scrapes.stream()
                        .filter(scrape -> scrape.outcome() == Outcome.INCOMPLETE)
                        .count(),
                cpuPerSecond,
                collector.alive() ? collector.figures().residentMb() : "–",
                collector.alive() ? collector.figures().peakMb() : "–",
                limits.killed() ? "yes" : collector.alive() ? "no" : "ended by itself");
    }

    private static Object quantile(List<Duration> sorted, double quantile) {
        return sorted.isEmpty() ? "–" : sorted.get((int) Math.ceil(quantile * sorted.size()) - 1);
    }
}
