package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.runtime.Backoff;
import java.time.Duration;

/**
 * When a call is due: regularly, and ever less often while it fails. Times are those of a monotonic clock, in nanoseconds. For one thread.
 */
final class CallTimer {
    private static final Duration LONGEST_REST = Duration.ofMinutes(5);

    private final long interval;
    private final long retry;
    private final double phase;
    private final Backoff backoff;
    private long due;
    private boolean failing;
    private boolean unaligned = true;

    /**
     * A timer of a call that is due at once.
     *
     * @param interval from one call to the next
     * @param retry first wait after a failure; the longest is 5 minutes
     * @param phase from 0 to 1, spreads the calls of many sandboxes over the interval
     */
    CallTimer(Duration interval, Duration retry, double phase, long now) {
        this.interval = interval.toNanos();
        this.retry = retry.toNanos();
        this.phase = phase;
        this.backoff = new Backoff(retry, LONGEST_REST);
        this.due = now;
    }

    /** Nanoseconds until the call is due; not above 0 where it is. */
    long left(long now) {
        return due - now;
    }

    /** Whether the last call failed. */
    boolean failing() {
        return failing;
    }

    /** Makes the call due, back-off or not. */
    void atOnce(long now) {
        due = now;
        unaligned = true;
    }

    /** The call was answered. */
    void answered(long now) {
        backoff.reset();
        failing = false;
        due += interval;
        long left = due - now;
        if (unaligned) {
            // All that began together go apart here; two answers must not come so close that no rate can be told.
            unaligned = false;
            due = now + interval / 3 + (long) (phase * (interval - interval / 3));
        } else if (left <= 0 || left > interval) {
            due = now + interval;
        }
    }

    /** The call failed, and whoever was asked is to be left alone for a while. */
    void failed(long now) {
        failing = true;
        due = now + backoff.next().toNanos();
    }

    /** The call could not be made, which is not the fault of whoever was to be asked: it costs nothing to try again soon. */
    void missed(long now) {
        due = now + retry / 3;
        unaligned = true;
    }
}
