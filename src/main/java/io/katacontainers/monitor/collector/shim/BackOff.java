package io.katacontainers.monitor.collector.shim;

import java.time.Duration;

/** A pause after each failure, twice as long as the one before. Not safe for use by several threads. */
public final class BackOff {
    private final long firstNanos;
    private final long longestNanos;
    private long pauseNanos;
    private long startNanos;

    /**
     * @param first pause
     * @param longest pause
     */
    public BackOff(Duration first, Duration longest) {
        this.firstNanos = first.toNanos();
        this.longestNanos = longest.toNanos();
    }

    /** Whether a pause lasts at {@code nanos}, a reading of the same monotonic clock as all others. */
    public boolean active(long nanos) {
        return nanos - startNanos < pauseNanos;
    }

    /** Whether there was a failure since the last success, be its pause over or not. */
    public boolean suspicious() {
        return pauseNanos != 0;
    }

    /** Starts a pause. */
    public void failed(long nanos) {
        startNanos = nanos;
        pauseNanos = pauseNanos == 0 ? firstNanos : Math.min(longestNanos, 2 * pauseNanos);
    }

    /** Ends the pause; the next one is the first again. */
    public void reset() {
        pauseNanos = 0;
    }
}
