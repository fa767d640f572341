package io.katacontainers.monitor.operator.sandbox;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.katacontainers.monitor.operator.event.EventComposer;
import io.katacontainers.monitor.operator.inventory.CollectorInventory;
import io.katacontainers.monitor.operator.inventory.MonitorConfig;
import io.katacontainers.monitor.operator.inventory.ReportListener;
import io.katacontainers.monitor.operator.inventory.ReportPoller;
import io.katacontainers.monitor.report.NodeReport;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one KataSandboxMetrics for each sandbox of every configured KataMonitor, while this operator leads. Watches none of
 * them: what is written is read when leadership begins, and compared each quarter of an hour. Thread-safe.
 */
public final class SandboxPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxPublisher.class);

    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration SUMMARY = Duration.ofSeconds(5);
    private static final Duration RESTORE_RETRY = Duration.ofSeconds(5);

    /**
     * How soon an object that somebody else deleted or changed is put right. 100,000 objects are 200 pages of their metadata in
     * this time, one after the other; a watch would bring each write of our own back.
     */
    private static final Duration RECHECK = Duration.ofMinutes(15);

    private static final Duration SHUTDOWN = Duration.ofSeconds(10);

    private final SandboxApi api;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final PublisherMetrics metrics;
    private final ReportPoller poller;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    private final Object lock = new Object();
    private final Map<String, MonitorConfig> monitors = new HashMap<>();
    private final Map<String, PublishingSummary> told = new HashMap<>();
    private final Map<String, Integer> inFlight = new HashMap<>();
    private @Nullable Leadership leadership;
    private boolean closed;

    private record Leadership(
            PublishingPlan plan,
            ScheduledExecutorService timer,
            ExecutorService writers,
            ScheduledExecutorService upkeepThread,
            Upkeep upkeep) {}

    /**
     * @param client stays the caller's
     * @param namespace of the operator, in which collectors run
     * @param instance who reports Events, such as the name of the operator's pod
     * @param clock tells when conditions change
     * @param nanoTime monotonic clock in ns, such as {@code System::nanoTime}
     * @param random spreads polls and writes
     * @param registry gets the {@code kata_monitor_operator_*} families
     */
    public SandboxPublisher(
            KubernetesClient client,
            String namespace,
            String instance,
            Clock clock,
            LongSupplier nanoTime,
            RandomGenerator random,
            CollectorRegistry registry) {
        this.api = new KubernetesSandboxApi(client, new EventComposer(instance));
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.random = random;
        this.metrics = new PublisherMetrics(registry);
        this.poller =
                new ReportPoller(new CollectorInventory(client, namespace), new Reports(), nanoTime, random, registry);
    }

    /** Begins to poll and to write: this operator leads. Does nothing if it has begun already or is closed. */
    public void start() {
        synchronized (lock) {
            if (leadership != null || closed) {
                return;
            }
            PublishingPlan plan = new PublishingPlan(clock, nanoTime, random, metrics);
            monitors.values().forEach(plan::configure);
            ScheduledExecutorService timer =
                    Executors.newSingleThreadScheduledExecutor(r -> daemon(r, "publisher-timer"));
            ExecutorService writers =
                    Executors.newFixedThreadPool(PublishingPlan.CONCURRENT_WRITES, r -> daemon(r, "publisher-writer"));
            ScheduledExecutorService upkeepThread =
                    Executors.newSingleThreadScheduledExecutor(r -> daemon(r, "publisher-upkeep"));
            Upkeep upkeep = new Upkeep(api, lock, plan, this::writesUnderWay);
            Leadership started = new Leadership(plan, timer, writers, upkeepThread, upkeep);
            leadership = started;
            repeat(timer, () -> tick(started), Duration.ZERO, TICK);
            repeat(timer, this::tellSummaries, SUMMARY, SUMMARY);
            repeat(upkeepThread, upkeep::prepare, Duration.ZERO, RESTORE_RETRY);
            repeat(upkeepThread, upkeep::recheck, RECHECK, RECHECK);
        }
        poller.start();
    }

    /** Stops to poll and to write, and waits up to ten seconds for writes under way. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        poller.stop();
        Leadership ended;
        synchronized (lock) {
            ended = leadership;
            leadership = null;
            told.clear();
        }
        if (ended == null) {
            return;
        }
        ended.timer().shutdownNow();
        ended.upkeepThread().shutdownNow();
        ended.writers().shutdown();
        try {
            if (!ended.writers().awaitTermination(SHUTDOWN.toSeconds(), TimeUnit.SECONDS)) {
                ended.writers().shutdownNow();
            }
        } catch (InterruptedException e) {
            ended.writers().shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Adds a KataMonitor or changes how it is published. Cheap where nothing changed. */
    public void configure(MonitorConfig monitor) {
        Leadership current;
        synchronized (lock) {
            if (monitor.equals(monitors.put(monitor.uid(), monitor))) {
                return;
            }
            current = leadership;
            if (current != null) {
                current.plan().configure(monitor);
            }
        }
        poller.configure(monitor);
        if (current != null) {
            submit(current.upkeepThread(), current.upkeep()::prepare);
        }
    }

    /** Stops to poll and to write for a KataMonitor; its objects stay. */
    public void forget(String uid) {
        poller.forget(uid);
        synchronized (lock) {
            monitors.remove(uid);
            told.remove(uid);
            if (leadership != null) {
                leadership.plan().forget(uid);
            }
        }
    }

    /**
     * Forgets a KataMonitor and deletes all its objects. To be repeated, say each second, until it returns true.
     *
     * @return whether none is left and none can follow
     */
    public boolean deleteAll(MonitorConfig monitor) {
        forget(monitor.uid());
        if (writesUnderWay(monitor.uid())) {
            return false;
        }
        try {
            return api.deleteAll(monitor.uid());
        } catch (IOException e) {
            LOG.warn("Cannot delete the objects of KataMonitor {} yet: {}", monitor.name(), e.getMessage());
            return false;
        }
    }

    /** What is known of a KataMonitor; empty while this operator does not lead or the KataMonitor is not configured. */
    public Optional<PublishingSummary> summary(String uid) {
        synchronized (lock) {
            return leadership == null
                    ? Optional.empty()
                    : Optional.ofNullable(leadership.plan().summaries().get(uid));
        }
    }

    /** Looks now, not in a quarter of an hour, for objects that somebody else deleted or changed. */
    void recheck() {
        synchronized (lock) {
            if (leadership != null) {
                submit(leadership.upkeepThread(), leadership.upkeep()::recheck);
            }
        }
    }

    /** Calls back with the uid of a KataMonitor whose summary changed, at most each five seconds. */
    public void onSummaryChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    private void tick(Leadership current) {
        synchronized (lock) {
            current.plan().tick();
        }
        pump(current);
    }

    private void pump(Leadership current) {
        while (true) {
            WriteIntent intent;
            String uid;
            synchronized (lock) {
                intent = current.equals(leadership) ? current.plan().next() : null;
                if (intent == null) {
                    return;
                }
                uid = intent.entry().node.monitor.config.uid();
                inFlight.merge(uid, 1, Integer::sum);
            }
            if (!submit(current.writers(), () -> write(current, intent, uid))) {
                written(current, intent, uid, new WriteOutcome.Failed("the operator stops"));
                return;
            }
        }
    }

    private void write(Leadership current, WriteIntent intent, String uid) {
        written(current, intent, uid, api.write(intent));
        pump(current);
    }

    private void written(Leadership current, WriteIntent intent, String uid, WriteOutcome outcome) {
        synchronized (lock) {
            inFlight.computeIfPresent(uid, (u, n) -> n == 1 ? null : n - 1);
            current.plan().done(intent, outcome);
        }
    }

    private boolean writesUnderWay(String uid) {
        synchronized (lock) {
            return inFlight.containsKey(uid);
        }
    }

    private void tellSummaries() {
        List<String> changed = new ArrayList<>();
        synchronized (lock) {
            if (leadership == null) {
                return;
            }
            leadership.plan().summaries().forEach((uid, summary) -> {
                if (!summary.equals(told.put(uid, summary))) {
                    changed.add(uid);
                }
            });
        }
        changed.forEach(uid -> listeners.forEach(listener -> listener.accept(uid)));
    }

    private static void repeat(ScheduledExecutorService executor, Runnable task, Duration first, Duration period) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("A periodic task of the publisher failed and will be repeated: {}", e.toString());
            }
        };
        var unused =
                executor.scheduleWithFixedDelay(guarded, first.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static boolean submit(ExecutorService executor, Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            // Leadership ended meanwhile.
            return false;
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    private final class Reports implements ReportListener {
        @Override
        public boolean onReport(MonitorConfig monitor, String node, NodeReport report) {
            synchronized (lock) {
                return leadership != null && leadership.plan().report(monitor.uid(), node, report);
            }
        }

        @Override
        public boolean onUnchanged(MonitorConfig monitor, String node) {
            synchronized (lock) {
                return leadership != null && leadership.plan().unchanged(monitor.uid(), node);
            }
        }

        @Override
        public void onMissed(MonitorConfig monitor, String node) {
            // Silence is judged by the time since the last answer.
        }

        @Override
        public void onCollector(MonitorConfig monitor, String node) {
            synchronized (lock) {
                if (leadership != null) {
                    leadership.plan().collector(monitor.uid(), node, true);
                }
            }
        }

        @Override
        public void onCollectorGone(MonitorConfig monitor, String node) {
            synchronized (lock) {
                if (leadership != null) {
                    leadership.plan().collector(monitor.uid(), node, false);
                }
            }
        }
    }
}
