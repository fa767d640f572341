package io.katacontainers.monitor.sim.apiserver.controller;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work by key: what is added several times before its turn is done once. */
final class WorkQueue<K> {
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);

    private final ScheduledExecutorService executor;
    private final Consumer<K> work;
    private final Set<K> waiting = ConcurrentHashMap.newKeySet();

    WorkQueue(ScheduledExecutorService executor, Consumer<K> work) {
        this.executor = executor;
        this.work = work;
    }

    void add(K key) {
        addAfter(key, Duration.ZERO);
    }

    void addAfter(K key, Duration delay) {
        if (!waiting.add(key)) {
            return;
        }
        try {
            var unused = executor.schedule(() -> run(key), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            waiting.remove(key); // the server is closing
        }
    }

    private void run(K key) {
        waiting.remove(key);
        try {
            work.accept(key);
        } catch (RuntimeException e) {
            LOG.error("A controller of the simulator failed on {}", key, e);
        }
    }
}
