package io.katacontainers.monitor.collector.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The compressed page of all sandboxes, made once for all scrapes that begin at about the same time. Safe for use by several threads. */
final class SharedPages {
    private final Duration shareFor;
    private final PageMemory memory;
    private final LongSupplier nanoTime;
    private @Nullable SharedPage latest;

    /**
     * For one endpoint.
     *
     * @param shareFor how long after its start a page still answers other scrapes
     * @param nanoTime as {@link System#nanoTime()}
     */
    SharedPages(Duration shareFor, PageMemory memory, LongSupplier nanoTime) {
        this.shareFor = shareFor;
        this.memory = memory;
        this.nanoTime = nanoTime;
    }

    /**
     * A page to close after use.
     *
     * @param mine whether it is the caller's to make
     */
    record Share(SharedPage page, boolean mine) implements AutoCloseable {
        @Override
        public void close() {
            page.close();
        }
    }

    /**
     * A page for a scrape.
     *
     * @param deadline of the scrape
     */
    synchronized Share share(long deadline) {
        long now = nanoTime.getAsLong();
        SharedPage current = latest;
        if (current != null && now - current.startedAt() <= shareFor.toNanos() && current.hold(deadline)) {
            return new Share(current, false);
        }
        SharedPage made = new SharedPage(now, deadline, new PageBuffer(memory));
        Share share = new Share(made, true);
        if (made.hold(deadline)) {
            replace(made);
            CompletableFuture.delayedExecutor(shareFor.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(() -> forget(made));
        }
        return share;
    }

    private void replace(@Nullable SharedPage next) {
        SharedPage former = latest;
        latest = next;
        if (former != null) {
            former.close();
        }
    }

    /** Nobody else gets it: its memory is not to be held until the next scrape. */
    private synchronized void forget(SharedPage page) {
        if (page.equals(latest)) {
            replace(null);
        }
    }
}
