package io.katacontainers.monitor.collector.runtime;

import java.time.Duration;

/** Waits that double from one attempt to the next. For one thread. */
public final class Backoff {
    private final Duration first;
    private final Duration longest;
    private Duration next;

    /**
     * @param first wait
     * @param longest wait
     */
    public Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** How long to wait before the next attempt. */
    public Duration next() {
        Duration wait = next;
        Duration doubled = wait.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return wait;
    }

    /** The next wait is the first again. */
    public void reset() {
        next = first;
    }
}
