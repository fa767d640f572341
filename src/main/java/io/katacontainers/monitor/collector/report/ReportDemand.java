package io.katacontainers.monitor.collector.report;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How fresh the readers of the report want its figures. Nobody reads: guests are left alone. Two operators read: the shorter of their
 * intervals holds as long as both ask.
 */
public final class ReportDemand {
    /** For readers that name no interval: the default of {@code spec.sandboxMetrics.interval}. */
    private static final Duration DEFAULT = Duration.ofSeconds(60);

    private static final Duration LEAST = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private final Runnable onAsked;
    private @Nullable Asked last;

    /**
     * A demand that nobody has made yet.
     *
     * @param nanoTime as {@link System#nanoTime()}
     * @param onAsked called whenever somebody reads: must not block
     */
    public ReportDemand(LongSupplier nanoTime, Runnable onAsked) {
        this.nanoTime = nanoTime;
        this.onAsked = onAsked;
    }

    /**
     * Somebody read the report.
     *
     * @param interval oldest figures that serve the reader; zero for the default
     */
    public void asked(Duration interval) {
        keep(interval);
        onAsked.run();
    }

    private synchronized void keep(Duration interval) {
        Duration wanted = interval.isZero() ? DEFAULT : interval.compareTo(LEAST) < 0 ? LEAST : interval;
        long now = nanoTime.getAsLong();
        Asked standing = last;
        if (standing == null || !standing.holds(now) || wanted.compareTo(standing.interval) <= 0) {
            last = new Asked(wanted, now);
        }
    }

    /** The age from which on figures are fetched anew; empty where nobody has read the report for a while. */
    public synchronized Optional<Duration> maxAge() {
        Asked standing = last;
        return standing != null && standing.holds(nanoTime.getAsLong())
                ? Optional.of(standing.interval)
                : Optional.empty();
    }

    private record Asked(Duration interval, long at) {
        /** A long poll may keep a reader silent for half a minute. */
        boolean holds(long now) {
            return now - at <= interval.multipliedBy(2).plusSeconds(30).toNanos();
        }
    }
}
