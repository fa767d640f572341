package io.katacontainers.monitor.collector.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A compressed page that one scrape makes and others wait for. Its memory is given back when the last of those who hold it lets go. Safe for use by
 * several threads.
 */
final class SharedPage implements AutoCloseable {
    /** Of two scrapes that begin together either may be the one that makes the page. */
    private static final long TOLERANCE = Duration.ofMillis(200).toNanos();

    private final long startedAt;
    private final long deadline;
    private final PageBuffer page;
    private final CompletableFuture<PageBuffer> complete = new CompletableFuture<>();
    private int holders = 1;

    /**
     * Held by its maker.
     *
     * @param deadline when it is complete at the latest
     */
    SharedPage(long startedAt, long deadline, PageBuffer page) {
        this.startedAt = startedAt;
        this.deadline = deadline;
        this.page = page;
    }

    /** Its start, as the monotonic clock showed it. */
    long startedAt() {
        return startedAt;
    }

    /** Where to write it. */
    PageBuffer page() {
        return page;
    }

    /** Another scrape holds it, unless it may come too late for it, or is given up already. */
    synchronized boolean hold(long until) {
        if (holders == 0 || deadline - until > TOLERANCE || complete.isCompletedExceptionally()) {
            return false;
        }
        holders++;
        return true;
    }

    /** It is written. */
    void completed() {
        complete.complete(page);
    }

    /** It will not be. */
    void failed() {
        complete.completeExceptionally(new IOException("another scrape failed to make the page"));
    }

    /** Waits for it; false where it is not made in time. */
    boolean await(long nanos) throws IOException {
        try {
            complete.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the collector ends", e);
        }
    }

    /** One holder lets go. */
    @Override
    public synchronized void close() {
        if (--holders == 0) {
            page.close();
        }
    }
}
