package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.runtime.SandboxFacts;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Works out what a VM costs on top of what its containers use. Holds no state. */
public final class OverheadMeter {
    /** Kata's name of the hypervisor that runs inside the shim. */
    private static final String IN_SHIM = "dragonball";

    private static final double MILLI = 1000;

    /** CPU times come in steps of 10 ms, so that a shorter interval tells little. */
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

    private final Duration freshness;

    /** @param freshness by how much figures of containers and of the host may lie apart */
    public OverheadMeter(Duration freshness) {
        this.freshness = freshness;
    }

    /**
     * Works out an overhead. Memory is known only where the hypervisor is found, or the shim of one that holds it, and every running container
     * has a fresh figure; CPUs, moreover, only where the same processes were there at {@code before}.
     *
     * @param before an earlier reading; null where there is none
     * @param running ids of the containers that run now; null where nobody knows
     * @param containers figures of containers
     * @param facts what the pod declares
     */
    public Overhead measure(
            Sandbox sandbox,
            @Nullable HostUsage before,
            HostUsage now,
            @Nullable Set<String> running,
            List<ContainerSample> containers,
            SandboxFacts facts) {
        List<ContainerSample> guest =
                running == null || !isWhole(sandbox, now) ? null : fresh(running, containers, now);
        Long millicores = facts.declaredOverheadMillicores();
        return new Overhead(
                guest != null ? memory(now, guest) : null,
                guest != null && before != null ? cores(before, now, guest) : null,
                facts.declaredOverheadBytes(),
                millicores == null ? null : millicores / MILLI);
    }

    /** Whether all that holds the guest's memory is found. */
    private static boolean isWhole(Sandbox sandbox, HostUsage now) {
        return now.hypervisor() != null || (now.shim() != null && IN_SHIM.equals(sandbox.hypervisor()));
    }

    /** Figures of the running containers; null where one is missing. */
    private @Nullable List<ContainerSample> fresh(
            Set<String> running, List<ContainerSample> containers, HostUsage now) {
        Map<String, ContainerSample> fresh = containers.stream()
                .filter(sample -> running.contains(sample.container().id()))
                .filter(sample ->
                        Duration.between(sample.usage().at(), now.at()).abs().compareTo(freshness) <= 0)
                .collect(Collectors.toMap(sample -> sample.container().id(), Function.identity(), (a, b) -> b));
        return fresh.size() == running.size() ? List.copyOf(fresh.values()) : null;
    }

    private static @Nullable Long memory(HostUsage now, List<ContainerSample> guest) {
        long rest = parts(now).mapToLong(ProcessUsage::rssBytes).sum();
        for (ContainerSample container : guest) {
            Long usage = container.usage().memory().usage();
            if (usage == null || usage < 0) {
                return null;
            }
            // A guest may have given pages back between the two readings, or lie: neither is an overhead of nothing.
            if (usage > rest) {
                return null;
            }
            rest -= usage;
        }
        return rest;
    }

    private static @Nullable Double cores(HostUsage before, HostUsage now, List<ContainerSample> guest) {
        Duration interval = Duration.between(before.at(), now.at());
        Long hypervisor = used(before.hypervisor(), now.hypervisor());
        Long virtiofsd = used(before.virtiofsd(), now.virtiofsd());
        Long shim = used(before.shim(), now.shim());
        if (interval.compareTo(SHORTEST_INTERVAL) < 0 || hypervisor == null || virtiofsd == null || shim == null) {
            return null;
        }
        double rest = (double) (hypervisor + virtiofsd + shim) / interval.toNanos();
        for (ContainerSample container : guest) {
            Double cores = container.cores();
            if (cores == null || !Double.isFinite(cores) || cores < 0) {
                return null;
            }
            rest -= cores;
        }
        return Math.max(0, rest);
    }

    /** CPU time between two readings of a part; 0 for one that is not there, null for one that came, went or was replaced. */
    private static @Nullable Long used(@Nullable ProcessUsage before, @Nullable ProcessUsage now) {
        if (before == null && now == null) {
            return 0L;
        }
        if (before == null || now == null) {
            return null;
        }
        long used = now.cpuNanos() - before.cpuNanos();
        return used < 0 ? null : used;
    }

    private static Stream<ProcessUsage> parts(HostUsage usage) {
        return Stream.of(usage.hypervisor(), usage.virtiofsd(), usage.shim()).flatMap(Stream::ofNullable);
    }
}
