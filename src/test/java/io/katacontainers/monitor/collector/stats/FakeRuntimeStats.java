package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.runtime.ContainerFacts;
import io.katacontainers.monitor.collector.runtime.PodInterface;
import io.katacontainers.monitor.collector.runtime.RawContainerStats;
import io.katacontainers.monitor.collector.runtime.RuntimeStats;
import io.katacontainers.monitor.collector.runtime.SandboxFacts;
import io.katacontainers.monitor.collector.runtime.StatsCall;
import io.katacontainers.monitor.collector.runtime.StatsFailure;
import io.katacontainers.monitor.collector.runtime.cri.ContainerStats;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A runtime in simulated time: answers 5 ms after it was asked, or fails, or keeps silent, each sandbox as it is told. */
final class FakeRuntimeStats implements RuntimeStats {
    private static final Duration LATENCY = Duration.ofMillis(5);

    final List<Asked> asked = new ArrayList<>();
    final Set<String> hung = new HashSet<>();
    /** Requests to these never end, not even at their deadline. */
    final Set<String> endless = new HashSet<>();

    final Set<String> failing = new HashSet<>();
    final Map<String, Integer> outstanding = new HashMap<>();
    final Map<String, Integer> mostOutstanding = new HashMap<>();
    final Map<String, Long> kills = new HashMap<>();
    final List<Set<String>> retained = new ArrayList<>();
    boolean down;
    String runtimeType = "io.containerd.kata.v2";
    int most;
    /** The time that the runtime says its figures are from. */
    Function<Instant, Instant> stamp = now -> now;

    private final Supplier<Instant> clock;
    private final List<Pending> pending = new ArrayList<>();
    private final List<Runnable> listeners = new ArrayList<>();

    record Asked(String call, String sandbox, List<String> containers, Instant at) {}

    private record Pending(Instant at, Runnable end) {}

    FakeRuntimeStats(Supplier<Instant> clock) {
        this.clock = clock;
    }

    @Override
    public CompletableFuture<List<RawContainerStats>> containers(
            SandboxId sandbox, List<String> containers, Duration deadline) {
        return ask("containers", sandbox, containers, deadline, () -> containers.stream()
                .map(id -> (RawContainerStats)
                        new RawContainerStats.Cri(id, stamp.apply(clock.get()), ContainerStats.getDefaultInstance()))
                .toList());
    }

    @Override
    public CompletableFuture<SandboxFacts> facts(SandboxId sandbox, List<String> containers, Duration deadline) {
        return ask(
                "facts",
                sandbox,
                containers,
                deadline,
                () -> new SandboxFacts(
                        runtimeType,
                        4711L,
                        64L << 20,
                        250L,
                        containers.stream()
                                .map(id -> new ContainerFacts(id, null, 100_000L, 50_000L, null, 128L << 20))
                                .toList()));
    }

    @Override
    public CompletableFuture<List<PodInterface>> interfaces(SandboxId sandbox, Duration deadline) {
        return ask("interfaces", sandbox, List.of(), deadline, () -> List.of(new PodInterface("eth0", 1L, 0L, 2L, 0L)));
    }

    private synchronized <T> CompletableFuture<T> ask(
            String call, SandboxId sandbox, List<String> containers, Duration deadline, Supplier<T> answer) {
        String id = sandbox.value();
        asked.add(new Asked(call, id, containers, clock.get()));
        mostOutstanding.merge(id, outstanding.merge(id, 1, Integer::sum), Math::max);
        most = Math.max(
                most, outstanding.values().stream().mapToInt(Integer::intValue).sum());
        CompletableFuture<T> future = new CompletableFuture<>();
        boolean guest = call.equals("containers");
        if (guest && endless.contains(id)) {
            return future;
        }
        boolean silent = guest && hung.contains(id);
        StatsFailure.Kind failure = down
                ? StatsFailure.Kind.RUNTIME
                : silent ? StatsFailure.Kind.TIMEOUT : guest && failing.contains(id) ? StatsFailure.Kind.ANSWER : null;
        pending.add(new Pending(clock.get().plus(silent ? deadline : LATENCY), () -> end(id, future, failure, answer)));
        return future;
    }

    private <T> void end(
            String id, CompletableFuture<T> future, StatsFailure.@Nullable Kind failure, Supplier<T> answer) {
        outstanding.merge(id, -1, Integer::sum);
        boolean ignored = failure == null
                ? future.complete(answer.get())
                : future.completeExceptionally(new StatsFailure(failure, "simulated"));
    }

    /** Ends what is due. */
    synchronized void endDue() {
        List<Pending> due =
                pending.stream().filter(each -> !each.at().isAfter(clock.get())).toList();
        pending.removeAll(due);
        due.forEach(each -> each.end().run());
    }

    /** When the next request ends. */
    synchronized Instant nextEnd() {
        return pending.stream().map(Pending::at).min(Instant::compareTo).orElse(Instant.MAX);
    }

    List<Asked> asked(String call, String sandbox) {
        return asked.stream()
                .filter(each -> each.call().equals(call) && each.sandbox().equals(sandbox))
                .toList();
    }

    void kill(String container) {
        kills.merge(container, 1L, Long::sum);
        listeners.forEach(Runnable::run);
    }

    @Override
    public OptionalLong oomKills(String containerId) {
        return OptionalLong.of(kills.getOrDefault(containerId, 0L));
    }

    @Override
    public void retain(Set<String> containerIds) {
        retained.add(containerIds);
    }

    @Override
    public void onOomKill(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public List<StatsCall> calls() {
        return List.of();
    }
}
