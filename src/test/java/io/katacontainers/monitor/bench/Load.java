package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Scrapers that begin at the same time, round after round.
 *
 * @param scrapers at once
 * @param pause between rounds; the collector shares what is less than a second old, and sharing shall not be measured
 */
record Load(String path, boolean gzip, int scrapers, Duration pause) {
    /** Of the baseline: it shares nothing, so it has no second scraper to compare with, and needs no pause. */
    static Load ofBaseline(boolean gzip) {
        return new Load(gzip ? "/gzip" : "/plain", gzip, 1, Duration.ZERO);
    }

    /**
     * Of some rounds.
     *
     * @param cpu per answer
     * @param bytes per answer
     */
    record Figures(Duration cpu, Duration p50, Duration max, long bytes) {}

    /** Scrapes and measures. */
    Figures run(ServerProcess server, int rounds) throws IOException, InterruptedException {
        List<ScrapeClient.Answer> answers = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(scrapers);
        Duration cpu = server.figures().cpu();
        try {
            for (int i = 0; i < rounds; i++) {
                for (Future<ScrapeClient.Answer> answer : threads.invokeAll(scrapes(server.client()))) {
                    answers.add(answer.get());
                }
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
        } catch (ExecutionException e) {
            throw new IOException("a scrape failed: " + e.getMessage(), e);
        } finally {
            threads.shutdownNow();
        }
        cpu = server.figures().cpu().minus(cpu);
        List<Duration> elapsed =
                answers.stream().map(ScrapeClient.Answer::elapsed).sorted().toList();
        return new Figures(
                cpu.dividedBy(answers.size()),
                elapsed.get((elapsed.size() - 1) / 2),
                elapsed.get(elapsed.size() - 1),
                answers.get(answers.size() - 1).bytes());
    }

    private List<Callable<ScrapeClient.Answer>> scrapes(ScrapeClient client) {
        List<Callable<ScrapeClient.Answer>> scrapes = new ArrayList<>();
        for (int i = 0; i < scrapers; i++) {
            scrapes.add(() -> client.get(path, gzip));
        }
        return scrapes;
    }
}
