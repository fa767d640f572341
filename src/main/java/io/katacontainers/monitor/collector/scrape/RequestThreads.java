package io.katacontainers.monitor.collector.scrape;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A bounded number of threads that make requests, and end while there are none to make. */
final class RequestThreads implements AutoCloseable {
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor executor;

    RequestThreads(int concurrency) {
        AtomicInteger number = new AtomicInteger();
        executor = new ThreadPoolExecutor(
                concurrency, concurrency, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "scrape-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Runs {@code request}, or {@code dropped} where it will never run. */
    void execute(Runnable request, Runnable dropped) {
        try {
            executor.execute(new Request(request, dropped));
        } catch (RejectedExecutionException e) {
            dropped.run();
        }
    }

    /** For other work. */
    Executor executor() {
        return executor;
    }

    @Override
    public void close() {
        for (Runnable waiting : executor.shutdownNow()) {
            if (waiting instanceof Request request) {
                request.dropped().run();
            }
        }
    }

    private record Request(Runnable request, Runnable dropped) implements Runnable {
        @Override
        public void run() {
            request.run();
        }
    }
}
