package io.katacontainers.monitor.sim.apiserver;

import io.katacontainers.monitor.sim.apiserver.store.StoreEvent;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** One watch: a queue that writers fill and a worker empties, so that a slow client holds up nobody but itself. */
final class WatchSession {
    /** A client this far behind is cut off, as the real server does; enough for the initial state of a large cluster. */
    private static final int MAX_BEHIND = 500_000;

    private final WatchRenderer renderer;
    private final WatchSink sink;
    private final Executor executor;
    private final Queue<Supplier<Optional<byte[]>>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger behind = new AtomicInteger();
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile boolean open = true;

    WatchSession(WatchRenderer renderer, WatchSink sink, Executor executor) {
        this.renderer = renderer;
        this.sink = sink;
        this.executor = executor;
        sink.onClose(() -> open = false);
    }

    /** Takes an event; called under the store's lock. */
    void offer(StoreEvent event) {
        enqueue(() -> renderer.render(event));
        if (behind.get() > MAX_BEHIND) {
            close();
        }
    }

    void offerBookmark(long resourceVersion, boolean initialEventsEnd) {
        enqueue(() -> Optional.of(renderer.bookmark(resourceVersion, initialEventsEnd)));
    }

    /** Tells the client why this is the end, and ends it. */
    void fail(ApiException why) {
        sink.send(WatchRenderer.error(why.status()));
        close();
    }

    boolean isOpen() {
        return open;
    }

    void close() {
        open = false;
        queue.clear();
        sink.close();
    }

    private void enqueue(Supplier<Optional<byte[]>> event) {
        if (!open) {
            return;
        }
        behind.incrementAndGet();
        queue.add(event);
        schedule();
    }

    private void schedule() {
        if (draining.compareAndSet(false, true)) {
            try {
                executor.execute(this::drain);
            } catch (RejectedExecutionException e) {
                open = false; // the server is closing
            }
        }
    }

    private void drain() {
        while (open) {
            if (sink.full()) {
                // Stays "draining" until the client has caught up.
                sink.onDrain(() -> {
                    draining.set(false);
                    schedule();
                });
                return;
            }
            Supplier<Optional<byte[]>> event = queue.poll();
            if (event == null) {
                break;
            }
            behind.decrementAndGet();
            event.get().ifPresent(sink::send);
        }
        draining.set(false);
        if (open && !queue.isEmpty()) {
            schedule();
        }
    }
}
