package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.runtime.RawContainerStats;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sampler in simulated time, stepped by hand through everything that happens. */
final class SimulatedSampling {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final FakeNode node = new FakeNode();
    final FakeRuntimeStats runtime = new FakeRuntimeStats(this::now);
    /** CPU time of containers that do not simply use a quarter of a CPU from the start on. */
    final Map<String, Long> cpuNanos = new HashMap<>();

    final Map<SandboxId, HostUsage> hostUsage = new HashMap<>();
    boolean interfacesWanted;
    int changes;
    final GuestStatistics statistics;
    private Instant now = START;

    SimulatedSampling() {
        Clock clock = InstantSource.tick(this::now, Duration.ofNanos(1)).withZone(ZoneOffset.UTC);
        statistics = new GuestStatistics(
                new GuestStatistics.Parts(
                        node,
                        node,
                        runtime,
                        (raw, flavor) -> usage(raw),
                        sandboxes -> Map.copyOf(hostUsage),
                        (sandbox, before, usage, running, containers, facts) -> new Overhead(
                                running == null ? null : 1L << 20, before == null ? null : 0.5, null, null),
                        () -> interfacesWanted),
                clock,
                // A monotonic clock may overflow.
                () -> Long.MAX_VALUE
                        - Duration.ofSeconds(5).toNanos()
                        + Duration.between(START, now()).toNanos());
        statistics.onChange(() -> changes++);
    }

    Instant now() {
        return now;
    }

    private ContainerUsage usage(RawContainerStats raw) {
        long used = cpuNanos.getOrDefault(
                raw.containerId(), Duration.between(START, now).toNanos() / 4);
        return usage(raw.at(), used);
    }

    /** Figures of a container in 10 MiB. */
    static ContainerUsage usage(Instant at, long cpuNanos) {
        return new ContainerUsage(
                at,
                new ContainerUsage.Cpu(cpuNanos, null, null, null, null, null),
                new ContainerUsage.Memory(
                        null, 10L << 20, null, null, null, null, null, null, null, null, null, null, null, null, null,
                        null),
                null,
                null,
                List.of(),
                List.of());
    }

    /** Lets time pass, while somebody reads. */
    void read(Duration time) {
        for (Duration left = time; !left.isZero(); left = left.minus(least(left, Duration.ofSeconds(30)))) {
            statistics.touch();
            pass(least(left, Duration.ofSeconds(30)));
        }
    }

    /** Lets time pass. */
    void pass(Duration time) {
        Instant end = now.plus(time);
        while (true) {
            runtime.endDue();
            Duration wait = statistics.sampler().step();
            Instant next = least(least(now.plus(wait), runtime.nextEnd()), end);
            if (!now.isBefore(end)) {
                return;
            }
            Instant soonest = now.plusMillis(1);
            now = next.isBefore(soonest) ? soonest : next;
        }
    }

    private static <T extends Comparable<T>> T least(T a, T b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    SandboxStatistics of(String id) {
        return statistics.of(new SandboxId(id));
    }
}
