package io.katacontainers.monitor.operator.inventory;

import io.katacontainers.monitor.operator.inventory.ReportClient.Answer;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every ready collector on a node that its KataMonitor owns, by long poll, so that a change arrives at once and an unchanged
 * node costs one small answer each half minute. Runs only between {@link #start} and {@link #stop}.
 */
public final class ReportPoller {
    private static final Logger LOG = LoggerFactory.getLogger(ReportPoller.class);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration UNCHANGED_TOO_SOON = Duration.ofSeconds(10);

    /** An answer that comes sooner was not waited for. */
    private static final Duration NO_WAIT = Duration.ofSeconds(1);

    private static final int READERS = 32;
    private static final int IO_THREADS = 4;
    private static final int MISSES_TO_LOG = 3;

    /** Spreads the first polls: 5,000 nodes over 25 s, ten over 50 ms. */
    private static final long FIRST_POLL_MILLIS_PER_NODE = 5;

    private final CollectorInventory inventory;
    private final ReportListener listener;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Counter reports;
    private final ReportPace pace;

    private record Key(String monitor, String node) {}

    private final Map<String, MonitorConfig> monitors = new HashMap<>();
    private final Map<Key, Map<String, Collector>> collectors = new HashMap<>();
    private final Map<Key, PollTarget> targets = new HashMap<>();
    private @Nullable Threads threads;

    private record Threads(
            ScheduledThreadPoolExecutor timer, ExecutorService io, ExecutorService readers, ReportClient client) {
        static Threads start() {
            ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, r -> daemon(r, "report-poll-timer"));
            timer.setRemoveOnCancelPolicy(true);
            ExecutorService io = pool(IO_THREADS, "report-poll-io");
            ExecutorService readers = pool(READERS, "report-reader");
            return new Threads(timer, io, readers, new ReportClient(io, readers, timer));
        }

        private static ExecutorService pool(int threads, String name) {
            ThreadPoolExecutor pool = new ThreadPoolExecutor(
                    threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), r -> daemon(r, name));
            pool.allowCoreThreadTimeOut(true);
            return pool;
        }

        private static Thread daemon(Runnable work, String name) {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        }

        void stop() {
            timer.shutdownNow();
            readers.shutdownNow();
            io.shutdown();
        }
    }

    /**
     * @param inventory is started and closed with the poller
     * @param nanoTime monotonic clock in ns
     * @param random spreads polls
     */
    public ReportPoller(
            CollectorInventory inventory,
            ReportListener listener,
            LongSupplier nanoTime,
            RandomGenerator random,
            CollectorRegistry registry) {
        this.inventory = inventory;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.random = random;
        this.pace = new ReportPace(nanoTime.getAsLong());
        this.reports = Counter.build()
                .name("kata_monitor_operator_reports_total")
                .help("Answers of collectors, by result: changed, unchanged, refused, invalid or unreachable.")
                .labelNames("result")
                .register(registry);
    }

    /** Starts to follow and to ask collectors. */
    public void start() {
        synchronized (this) {
            if (threads != null) {
                return;
            }
            threads = Threads.start();
        }
        inventory.start(this::changed, this::gone);
    }

    /** Stops to ask and forgets all collectors, but not what was configured. No listener is called for that. */
    public void stop() {
        inventory.close();
        Threads stopped;
        synchronized (this) {
            stopped = threads;
            threads = null;
            for (PollTarget target : targets.values()) {
                cancel(target);
            }
            targets.clear();
            collectors.clear();
        }
        if (stopped != null) {
            stopped.stop();
        }
    }

    /** Sets which nodes are asked for a KataMonitor. */
    public synchronized void configure(MonitorConfig monitor) {
        monitors.put(monitor.name(), monitor);
        refreshAll(monitor.name());
    }

    /** Stops to ask for a KataMonitor. */
    public synchronized void forget(String uid) {
        for (MonitorConfig monitor : List.copyOf(monitors.values())) {
            if (monitor.uid().equals(uid)) {
                monitors.remove(monitor.name());
                refreshAll(monitor.name());
            }
        }
    }

    private synchronized void changed(Collector collector) {
        if (threads != null) {
            Key key = new Key(collector.monitor(), collector.node());
            collectors.computeIfAbsent(key, k -> new HashMap<>()).put(collector.podUid(), collector);
            refresh(key);
        }
    }

    private synchronized void gone(Collector collector) {
        Key key = new Key(collector.monitor(), collector.node());
        Map<String, Collector> onNode = collectors.get(key);
        if (onNode != null && onNode.remove(collector.podUid()) != null) {
            if (onNode.isEmpty()) {
                collectors.remove(key);
            }
            refresh(key);
        }
    }

    private void refreshAll(String monitor) {
        Set<Key> keys = new HashSet<>();
        collectors.keySet().stream().filter(k -> k.monitor().equals(monitor)).forEach(keys::add);
        targets.keySet().stream().filter(k -> k.monitor().equals(monitor)).forEach(keys::add);
        keys.forEach(this::refresh);
    }

    private void refresh(Key key) {
        MonitorConfig monitor = monitors.get(key.monitor());
        Collector best = collectors.getOrDefault(key, Map.of()).values().stream()
                .max(Comparator.comparing(Collector::answers).thenComparing(Collector::podUid))
                .orElse(null);
        PollTarget target = targets.get(key);
        if (monitor == null || best == null || !monitor.ownedNodes().contains(key.node())) {
            if (target != null) {
                targets.remove(key);
                cancel(target);
                if (monitor != null) {
                    listener.onCollectorGone(monitor, key.node());
                }
            }
            return;
        }
        if (target == null) {
            target = new PollTarget(key.monitor(), key.node(), best);
            targets.put(key, target);
            listener.onCollector(monitor, key.node());
            if (best.answers()) {
                schedule(target, random.nextLong(targets.size() * FIRST_POLL_MILLIS_PER_NODE + 1));
            }
            return;
        }
        boolean replaced =
                !best.podUid().equals(target.collector.podUid()) || !Objects.equals(best.ip(), target.collector.ip());
        boolean revived = best.answers() && !target.collector.answers();
        target.collector = best;
        if (replaced) {
            target.etag = null;
        }
        if (best.answers() && (replaced || revived || target.pending == null)) {
            cancel(target);
            schedule(target, 0);
        }
    }

    private static void cancel(PollTarget target) {
        if (target.pending != null) {
            target.pending.cancel(true);
            target.pending = null;
        }
    }

    private void schedule(PollTarget target, long delayMillis) {
        if (threads != null) {
            target.pending = threads.timer().schedule(() -> ask(target), delayMillis, TimeUnit.MILLISECONDS);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The answer never completes exceptionally.
    private synchronized void ask(PollTarget target) {
        MonitorConfig monitor = monitors.get(target.monitor);
        String ip = target.collector.ip();
        if (threads == null || monitor == null || !isCurrent(target) || ip == null || !target.collector.answers()) {
            target.pending = null;
            return;
        }
        Duration wait = target.hurry ? Duration.ZERO : longestWait(monitor);
        long asked = nanoTime.getAsLong();
        CompletableFuture<Answer> answer =
                threads.client().ask(ip, target.collector.port(), target.etag, wait, monitor.interval());
        target.pending = answer;
        // On the reader that parsed the body: while the listener is busy no further body is parsed.
        answer.thenAccept(a -> {
            Duration took = Duration.ofNanos(nanoTime.getAsLong() - asked);
            answered(target, answer, a, !wait.isZero() && took.compareTo(NO_WAIT) < 0);
        });
    }

    private static Duration longestWait(MonitorConfig monitor) {
        return monitor.interval().compareTo(LONGEST_WAIT) < 0 ? monitor.interval() : LONGEST_WAIT;
    }

    /** @param tooSoon whether the collector was to wait for a change and did not */
    private void answered(PollTarget target, CompletableFuture<Answer> asked, Answer answer, boolean tooSoon) {
        MonitorConfig monitor;
        synchronized (this) {
            monitor = monitors.get(target.monitor);
            if (monitor == null || target.pending != asked) {
                return;
            }
        }
        long delay = monitor.interval().toMillis();
        try {
            delay = deliver(target, monitor, answer, tooSoon);
        } catch (RuntimeException e) {
            LOG.error("Cannot take in the report of node {}: {}", target.node, e.toString());
        }
        synchronized (this) {
            if (isCurrent(target) && target.pending == asked) {
                if (answer instanceof Answer.Changed changed) {
                    target.etag = changed.etag();
                } else if (answer instanceof Answer.Missed) {
                    target.etag = null;
                }
                schedule(target, delay);
            }
        }
    }

    /** Returns after how many milliseconds to ask again. */
    private long deliver(PollTarget target, MonitorConfig monitor, Answer answer, boolean tooSoon) {
        if (answer instanceof Answer.Changed changed) {
            reports.labels("changed").inc();
            answered(target);
            target.hurry = listener.onReport(monitor, target.node, changed.report());
            return gap();
        }
        if (answer instanceof Answer.Missed missed) {
            reports.labels(missed.result()).inc();
            long delay = backOff(target, monitor);
            missed(target, missed);
            listener.onMissed(monitor, target.node);
            return delay;
        }
        reports.labels("unchanged").inc();
        answered(target);
        target.hurry = listener.onUnchanged(monitor, target.node);
        if (target.hurry) {
            return ReportPace.SHORTEST_MILLIS;
        }
        return tooSoon
                ? Math.min(UNCHANGED_TOO_SOON.toMillis(), monitor.interval().toMillis())
                : 0;
    }

    private boolean isCurrent(PollTarget target) {
        return targets.get(new Key(target.monitor, target.node)) == target;
    }

    private synchronized long gap() {
        return pace.changed(nanoTime.getAsLong());
    }

    private long backOff(PollTarget target, MonitorConfig monitor) {
        long grown = 1_000L << Math.min(target.misses, 10);
        return (long) (Math.min(grown, monitor.interval().toMillis()) * (0.8 + 0.4 * random.nextDouble()));
    }

    private static void missed(PollTarget target, Answer.Missed missed) {
        target.misses++;
        if (target.misses == MISSES_TO_LOG) {
            LOG.warn(
                    "The collector on node {} of KataMonitor {} gives no report: {}",
                    target.node,
                    target.monitor,
                    missed.reason());
        }
    }

    private static void answered(PollTarget target) {
        if (target.misses >= MISSES_TO_LOG) {
            LOG.info("The collector on node {} of KataMonitor {} answers again", target.node, target.monitor);
        }
        target.misses = 0;
    }
}
