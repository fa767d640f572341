package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsMode;
import io.katacontainers.monitor.operator.inventory.MonitorConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A KataMonitor and its nodes. Confined to the {@link PublishingPlan}. */
final class MonitorState {
    private static final double SMOOTHING = 0.1;
    private static final long STEP_SECONDS = 5;

    /** Beyond five minutes, so that a status that tells of long intervals is not itself written all the time. */
    private static final long LONG_STEP_SECONDS = 60;

    MonitorConfig config;
    final Map<String, NodeState> nodes = new LinkedHashMap<>();
    final TokenBucket budget;

    /** Whether what the API server holds has been read: before that nothing is written. */
    boolean restored;

    boolean closed;

    /** Whether, in mode Disabled, all objects have been deleted. */
    boolean cleared;

    /** What the API server last refused; absent where it accepts. */
    @Nullable
    String problem;

    /** The verb of the write that was refused. */
    String problemVerb = "";

    private final long since;
    private boolean counted;
    private double figuresWaitSeconds;

    MonitorState(MonitorConfig config, long now) {
        this.config = config;
        this.since = now;
        this.budget = new TokenBucket(config.maxWritesPerSecond(), now);
    }

    boolean publishes() {
        return restored && !closed && config.mode() != SandboxMetricsMode.Disabled;
    }

    NodeState node(String name, long now) {
        return nodes.computeIfAbsent(name, n -> new NodeState(this, n, now));
    }

    /** Does something to each sandbox, which may remove it. */
    void forEachEntry(Consumer<SandboxEntry> action) {
        List<SandboxEntry> entries = new ArrayList<>();
        nodes.values().forEach(node -> entries.addAll(node.entries.values()));
        entries.forEach(action);
    }

    /** Milliseconds after which a collector that has not answered is silent. */
    long patience() {
        return 2 * config.interval().toMillis();
    }

    /** Notes, once a second, whether all collectors have been heard; once they have, new ones do not matter. */
    void observeCollectors(long now) {
        counted = counted
                || now - since > patience()
                || config.ownedNodes().stream().allMatch(name -> {
                    NodeState node = nodes.get(name);
                    return node != null && node.answered;
                });
    }

    /** Takes in, once a second, how many writes have to be made until all figures that wait are written. */
    void observeBacklog(int waiting, double writesPerSecond) {
        figuresWaitSeconds += SMOOTHING * (waiting / writesPerSecond - figuresWaitSeconds);
    }

    PublishingSummary summary() {
        int reachable = 0;
        int total = 0;
        int unreachable = 0;
        int denied = 0;
        int quarantined = 0;
        for (NodeState node : nodes.values()) {
            if (node.hasCollector && node.answered && !node.silent) {
                reachable++;
            }
            total += node.total;
            unreachable += node.unreachable;
            denied += node.denied;
            quarantined += node.quarantined;
        }
        return new PublishingSummary(
                reachable, total, unreachable, denied, quarantined, effectiveInterval(), counted, problem);
    }

    private Duration effectiveInterval() {
        Duration interval = config.interval();
        if (figuresWaitSeconds < interval.toSeconds() * 0.1) {
            return interval;
        }
        double seconds = interval.toSeconds() + figuresWaitSeconds;
        long step = seconds < 5 * LONG_STEP_SECONDS ? STEP_SECONDS : LONG_STEP_SECONDS;
        return Duration.ofSeconds(Math.round(seconds / step) * step);
    }
}
