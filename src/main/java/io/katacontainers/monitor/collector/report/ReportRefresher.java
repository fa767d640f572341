package io.katacontainers.monitor.collector.report;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the figures of the report as fresh as its readers ask: where Prometheus scrapes often enough, nothing is ever fetched for the
 * report alone.
 */
public final class ReportRefresher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReportRefresher.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final ScheduledExecutorService timer;

    /**
     * Begins at once.
     *
     * @param refresh fetches what is older than the given age; must not wait for it
     * @param changed told after each look, as figures may have come in since the last
     */
    public ReportRefresher(ReportDemand demand, Consumer<Duration> refresh, Runnable changed) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "report-refresh");
            thread.setDaemon(true);
            return thread;
        });
        timer = executor;
        var ignored = timer.scheduleWithFixedDelay(
                () -> look(demand, refresh, changed), PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void look(ReportDemand demand, Consumer<Duration> refresh, Runnable changed) {
        try {
            demand.maxAge().ifPresent(age -> {
                refresh.accept(age);
                changed.run();
            });
        } catch (RuntimeException e) {
            // The timer forgets a task that throws; the next look tries again.
            LOG.error("figures for the report could not be refreshed", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
