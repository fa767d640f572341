package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsMode;
import io.katacontainers.monitor.operator.inventory.MonitorConfig;
import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.RootReport;
import io.katacontainers.monitor.report.SandboxReport;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which write is made next: reports and outcomes go in, write intents come out. Does no I/O, starts no thread, and is
 * not thread-safe. Holds one entry for each sandbox, and waits in no queue longer than the write budget makes it.
 */
final class PublishingPlan {
    static final Duration REFRESH = Duration.ofMinutes(15);
    static final int CONCURRENT_WRITES = 8;

    /** Complete reports in a row that must lack a sandbox before its object is deleted. */
    private static final int ABSENCES = 2;

    private final LongSupplier nanoTime;
    private final PublisherMetrics metrics;
    private final Schedule schedule;
    private final WriteDecision decision;
    private final Outcomes outcomes;
    private final OomEvents oomEvents;
    private final WriteQueue queue = new WriteQueue();
    private final Map<String, MonitorState> monitors = new LinkedHashMap<>();
    private final TokenBucket budget;
    private int inFlight;
    private boolean eventLast;
    private long secondEnds;

    /**
     * @param clock tells when conditions change
     * @param nanoTime monotonic clock in ns, for all else
     */
    PublishingPlan(Clock clock, LongSupplier nanoTime, RandomGenerator random, PublisherMetrics metrics) {
        this.nanoTime = nanoTime;
        this.metrics = metrics;
        this.schedule = new Schedule(random);
        this.decision = new WriteDecision(clock, schedule, metrics);
        this.budget = new TokenBucket(1, now());
        this.outcomes = new Outcomes(budget, schedule, metrics);
        this.oomEvents = new OomEvents(clock, budget, metrics);
        this.secondEnds = now();
    }

    /** Adds a KataMonitor or changes how it is published. */
    void configure(MonitorConfig config) {
        MonitorState monitor = monitors.computeIfAbsent(config.uid(), uid -> new MonitorState(config, now()));
        boolean other = monitor.config.mode() != config.mode();
        monitor.config = config;
        monitor.budget.setRate(config.maxWritesPerSecond(), now());
        setSharedRate();
        if (other && config.mode() == SandboxMetricsMode.Disabled) {
            monitor.restored = false;
            monitor.cleared = false;
            queue.remove(monitor);
            monitor.forEachEntry(entry -> entry.written = null);
        } else if (other) {
            monitor.forEachEntry(this::evaluate);
        }
    }

    /** Drops a KataMonitor; its objects stay. */
    void forget(String uid) {
        MonitorState monitor = monitors.remove(uid);
        if (monitor != null) {
            monitor.closed = true;
            queue.remove(monitor);
            setSharedRate();
        }
    }

    List<MonitorConfig> configured() {
        return monitors.values().stream().map(m -> m.config).toList();
    }

    /** The KataMonitors whose objects are still to be read. */
    List<MonitorConfig> unrestored() {
        return monitors.values().stream()
                .filter(m -> !m.restored && m.config.mode() != SandboxMetricsMode.Disabled)
                .map(m -> m.config)
                .toList();
    }

    /** The KataMonitors whose objects are still to be deleted, as they want none. */
    List<MonitorConfig> uncleared() {
        return monitors.values().stream()
                .filter(m -> !m.cleared && m.config.mode() == SandboxMetricsMode.Disabled)
                .map(m -> m.config)
                .toList();
    }

    /** All objects of this KataMonitor have been deleted. */
    void cleared(String uid) {
        MonitorState monitor = monitors.get(uid);
        if (monitor != null) {
            monitor.cleared = true;
        }
    }

    /** Takes in objects that exist already. */
    void restore(String uid, List<KataSandboxMetrics> objects) {
        MonitorState monitor = monitors.get(uid);
        if (monitor == null) {
            return;
        }
        for (KataSandboxMetrics object : objects) {
            if (object.getSpec() == null || object.getMetadata().getDeletionTimestamp() != null) {
                continue;
            }
            NodeState node = monitor.node(object.getSpec().node(), now());
            SandboxEntry entry = entry(node, object.getSpec().sandboxId());
            Written written = Written.of(object);
            if (entry.written == null) {
                entry.restore(object);
                entry.figuresAt = now() + schedule.anyPartOf(monitor.config.interval());
                entry.refreshAt = now() + schedule.anyPartOf(REFRESH);
                abandonMisplaced(entry);
            } else if (!entry.written.uid().equals(written.uid())) {
                abandon(node, written);
            }
        }
    }

    /** From now on objects of this KataMonitor are written. */
    void restored(String uid) {
        MonitorState monitor = monitors.get(uid);
        if (monitor != null && !monitor.restored) {
            monitor.restored = true;
            monitor.forEachEntry(this::evaluate);
        }
    }

    /** Begins to compare what is written of a KataMonitor with what the API server has; absent where there is nothing to compare. */
    @Nullable
    Recheck recheck(String uid) {
        MonitorState monitor = monitors.get(uid);
        if (monitor == null || !monitor.publishes()) {
            return null;
        }
        Recheck recheck = new Recheck(monitor, this::evaluate);
        return recheck.needed() ? recheck : null;
    }

    /**
     * Takes in a report.
     *
     * @return whether a second one is wanted soon, to confirm that a sandbox is gone
     */
    boolean report(String uid, String nodeName, NodeReport report) {
        MonitorState monitor = monitors.get(uid);
        if (monitor == null) {
            return false;
        }
        NodeState node = monitor.node(nodeName, now());
        node.count(report.sandboxes());
        node.lastComplete = report.roots().stream().allMatch(RootReport::complete);
        Map<String, SandboxReport> reported = new LinkedHashMap<>();
        report.sandboxes().forEach(sandbox -> reported.put(sandbox.id(), sandbox));
        for (SandboxEntry entry : List.copyOf(node.entries.values())) {
            if (!reported.containsKey(entry.key)) {
                entry.absences = node.lastComplete ? entry.absences + 1 : 0;
            }
        }
        List<SandboxEntry> changed = new ArrayList<>();
        for (SandboxReport sandbox : reported.values()) {
            SandboxEntry entry = entry(node, sandbox.id());
            List<OomKills.Rise> rises = entry.take(sandbox);
            if (rises != null) {
                oomEvents.risen(entry, rises);
                changed.add(entry);
            }
            abandonMisplaced(entry);
        }
        metrics.skipped.labels("unchanged").inc((double) reported.size() - changed.size());
        boolean confirm = settle(node);
        changed.forEach(this::evaluate);
        return confirm;
    }

    /** The last report of the node still holds: as good as the same report once more. */
    boolean unchanged(String uid, String nodeName) {
        MonitorState monitor = monitors.get(uid);
        NodeState node = monitor == null ? null : monitor.nodes.get(nodeName);
        if (node == null || !node.answered) {
            return false;
        }
        for (SandboxEntry entry : node.entries.values()) {
            if (node.lastComplete && (entry.absences > 0 || !entry.reported())) {
                entry.absences++;
            }
        }
        return settle(node);
    }

    /** Whether the node has a collector that is asked. */
    void collector(String uid, String nodeName, boolean present) {
        MonitorState monitor = monitors.get(uid);
        if (monitor != null) {
            monitor.node(nodeName, now()).hasCollector = present;
        }
    }

    /** Does what is due by time alone. To be called several times a second. */
    void tick() {
        long now = now();
        for (SandboxEntry entry = schedule.due(now); entry != null; entry = schedule.due(now)) {
            evaluate(entry);
        }
        if (now >= secondEnds) {
            eachSecond(now);
            secondEnds = now + 1000;
        }
    }

    /** The next write that may be made now, to be answered by {@link #done}. */
    @Nullable
    WriteIntent next() {
        long now = now();
        while (inFlight < CONCURRENT_WRITES) {
            SandboxEntry entry = poll(Priority.STATE, now);
            if (entry == null) {
                entry = poll(Priority.PRESENCE, now);
            }
            if (entry == null) {
                WriteIntent event = nextEvent(now);
                if (event != null) {
                    return event;
                }
                entry = poll(Priority.FIGURES, now);
            }
            if (entry == null) {
                return null;
            }
            WriteIntent intent = decision.intent(entry);
            if (intent != null) {
                entry.inFlight = true;
                return paidFor(intent);
            }
        }
        return null;
    }

    /** Takes turns with figures, so that a node that tells of no end of kills holds up no others'. */
    private @Nullable WriteIntent nextEvent(long now) {
        WriteIntent event = !eventLast && budget.has(now, Priority.FIGURES)
                ? oomEvents.next(now, monitor -> monitor.budget.has(now, Priority.FIGURES))
                : null;
        eventLast = event != null;
        return event == null ? null : paidFor(event);
    }

    private WriteIntent paidFor(WriteIntent intent) {
        budget.take();
        intent.entry().node.monitor.budget.take();
        inFlight++;
        return intent;
    }

    /** Takes in how a write went. */
    void done(WriteIntent intent, WriteOutcome outcome) {
        SandboxEntry entry = intent.entry();
        inFlight--;
        if (intent instanceof WriteIntent.OomEvent event) {
            oomEvents.done(event, outcome, now());
            return;
        }
        entry.inFlight = false;
        outcomes.apply(intent, outcome, now());
        if (entry.gone && entry.written == null) {
            entry.node.entries.remove(entry.key, entry);
        } else {
            evaluate(entry);
        }
    }

    int waiting() {
        return queue.size();
    }

    /** Uid and summary of each KataMonitor. */
    Map<String, PublishingSummary> summaries() {
        Map<String, PublishingSummary> summaries = new LinkedHashMap<>();
        monitors.forEach((uid, monitor) -> summaries.put(uid, monitor.summary()));
        return summaries;
    }

    private @Nullable SandboxEntry poll(Priority priority, long now) {
        return budget.has(now, priority) ? queue.poll(priority, monitor -> monitor.budget.has(now, priority)) : null;
    }

    /** An object made while no pod was known makes way for one in the pod's namespace. */
    private void abandonMisplaced(SandboxEntry entry) {
        Written written = entry.written;
        if (written == null || entry.inFlight || !SandboxNames.mayBeWithoutPod(written.name())) {
            return;
        }
        SandboxReport report = entry.report();
        if (report != null && report.pod() != null && written.name().equals(SandboxNames.withoutPod(report.id()))) {
            entry.written = null;
            abandon(entry.node, written);
        }
    }

    private void abandon(NodeState node, Written written) {
        SandboxEntry left = entry(node, written.namespace() + "/" + written.name());
        left.written = written;
        left.gone = true;
        evaluate(left);
    }

    /**
     * Ends the taking in of an answer: heals what was stale and decides what is gone. What else an answer changes is looked at by
     * whoever took it in, and what time changes is woken: of 100,000 sandboxes most are as they were.
     */
    private boolean settle(NodeState node) {
        boolean confirm = false;
        boolean healed = node.silent;
        node.lastAnswer = now();
        node.answered = true;
        node.silent = false;
        for (SandboxEntry entry : List.copyOf(node.entries.values())) {
            entry.gone |= entry.absences >= ABSENCES;
            confirm |= entry.absences == 1;
            if (entry.gone && entry.written == null && !entry.inFlight) {
                queue.put(entry, null);
                node.entries.remove(entry.key);
            } else if (healed || entry.gone) {
                evaluate(entry);
            }
        }
        return confirm && node.lastComplete;
    }

    private void eachSecond(long now) {
        boolean throttled = false;
        for (MonitorState monitor : monitors.values()) {
            monitor.observeCollectors(now);
            for (NodeState node : List.copyOf(monitor.nodes.values())) {
                if (!node.silent && now - node.lastAnswer > monitor.patience()) {
                    node.silent = true;
                    node.entries.values().forEach(this::evaluate);
                }
                if (node.silent && !monitor.config.ownedNodes().contains(node.name)) {
                    leave(monitor, node);
                }
            }
            int all = queue.size(monitor);
            // Figures wait for all else too.
            int ahead = queue.size(monitor, Priority.FIGURES) == 0 ? 0 : all;
            monitor.observeBacklog(ahead, Math.min(budget.rate(), monitor.budget.rate()));
            throttled |= all > 0;
        }
        metrics.queueDepth.set(queue.size());
        if (throttled) {
            metrics.throttledSeconds.inc();
        }
    }

    /** The node is no more, or is nobody's: so are the objects. */
    private void leave(MonitorState monitor, NodeState node) {
        node.count(List.of());
        for (SandboxEntry entry : List.copyOf(node.entries.values())) {
            entry.gone = true;
            if (entry.written == null && !entry.inFlight) {
                queue.put(entry, null);
                node.entries.remove(entry.key);
            } else {
                evaluate(entry);
            }
        }
        if (node.entries.isEmpty() && !node.hasCollector) {
            monitor.nodes.remove(node.name);
        }
    }

    private void evaluate(SandboxEntry entry) {
        if (!entry.inFlight && entry.node.monitor.publishes() && entry.node.entries.get(entry.key) == entry) {
            queue.put(entry, decision.wanted(entry, now()));
        }
    }

    private SandboxEntry entry(NodeState node, String key) {
        return node.entries.computeIfAbsent(key, k -> new SandboxEntry(node, k, now()));
    }

    private void setSharedRate() {
        int rate = monitors.values().stream()
                .mapToInt(m -> m.config.maxWritesPerSecond())
                .max()
                .orElse(1);
        budget.setRate(rate, now());
    }

    private long now() {
        return nanoTime.getAsLong() / 1_000_000;
    }
}
