package io.katacontainers.monitor.collector.scrape;

import io.katacontainers.monitor.collector.sandbox.Sandbox;
import java.util.concurrent.CompletableFuture;

/** One request for metrics that is waiting or under way, and who still wants its result. */
final class Flight<P> {
    private final Sandbox sandbox;
    private final long createdAt;
    private final boolean probe;
    private final CompletableFuture<SandboxResult<P>> result = new CompletableFuture<>();
    private volatile long wantedUntil;
    private volatile boolean givenUp;

    /** @param probe whether it only finds out if a shim that hung has recovered: no scrape waits for it */
    Flight(Sandbox sandbox, long createdAt, long wantedUntil, boolean probe) {
        this.sandbox = sandbox;
        this.createdAt = createdAt;
        this.probe = probe;
        this.wantedUntil = wantedUntil;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    boolean probe() {
        return probe;
    }

    long createdAt() {
        return createdAt;
    }

    CompletableFuture<SandboxResult<P>> result() {
        return result;
    }

    /** Another scrape wants the result, too. */
    synchronized void join(long until) {
        if (until - wantedUntil > 0) {
            wantedUntil = until;
        }
    }

    /** Whether a scrape may still be waiting. */
    boolean wanted(long nanos) {
        return nanos - wantedUntil < 0;
    }

    /** A scrape waited in vain. */
    void giveUp() {
        givenUp = true;
    }

    boolean givenUp() {
        return givenUp;
    }
}
