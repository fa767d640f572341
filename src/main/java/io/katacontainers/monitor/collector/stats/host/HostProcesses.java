package io.katacontainers.monitor.collector.stats.host;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.stats.HostTarget;
import io.katacontainers.monitor.collector.stats.ProcessUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The processes of VMs in the host's {@code /proc}: shims, hypervisors, and what serves guests their files. Looks through all processes only
 * when one is missing; else reads those that it knows. Safe for use by several threads.
 */
public final class HostProcesses {
    private static final Duration SHORTEST_SEARCH_INTERVAL = Duration.ofSeconds(10);

    /** Many VMs have no virtiofsd, some no hypervisor outside their shim: those are never complete. */
    private static final Duration LONGEST_SEARCH_INTERVAL = Duration.ofMinutes(5);

    private final ProcFs proc;
    private final SearchPace<SoughtPart> pace;
    private final Object searching = new Object();
    private Set<SandboxId> asked = Set.of();
    private volatile Map<SandboxId, List<VmProcess>> known = Map.of();

    /**
     * @param hostProc where the host's /proc is
     * @param nanoTime as {@link System#nanoTime()}
     */
    public HostProcesses(Path hostProc, LongSupplier nanoTime) {
        proc = new ProcFs(hostProc);
        pace = new SearchPace<>(SHORTEST_SEARCH_INTERVAL, LONGEST_SEARCH_INTERVAL, nanoTime);
    }

    /** CPU time that the shim of this sandbox has used since it started, in steps of 10 ms; empty where it is not found or may not be read. */
    public Optional<Duration> cpuTime(SandboxId id) {
        Optional<Duration> time = shimTime(id);
        if (time.isEmpty()) {
            search(Set.of(new SoughtPart(id, VmPart.SHIM)), Set.of());
            time = shimTime(id);
        }
        return time;
    }

    /** Reads what the VMs of these sandboxes use. Holds one entry for each. */
    Map<SandboxId, VmUsage> read(Collection<HostTarget> targets) {
        Map<SandboxId, VmUsage> usages = new HashMap<>();
        targets.forEach(target -> usages.put(target.id(), usage(target)));
        Set<SoughtPart> missing = new HashSet<>();
        usages.forEach((id, usage) -> usage.missing().forEach(part -> missing.add(new SoughtPart(id, part))));
        if (search(missing, usages.keySet())) {
            targets.forEach(target -> usages.put(target.id(), usage(target)));
        }
        return usages;
    }

    /**
     * Looks through all processes, if that is due.
     *
     * @param sandboxes all that there are; empty where the caller does not know
     * @return whether it did
     */
    private boolean search(Set<SoughtPart> missing, Set<SandboxId> sandboxes) {
        synchronized (searching) {
            if (!sandboxes.isEmpty()) {
                asked = Set.copyOf(sandboxes);
            }
            if (!pace.due(missing)) {
                return false;
            }
            known = ProcessScan.find(proc, asked);
            Set<SoughtPart> stillMissing = new HashSet<>(missing);
            for (SandboxId id : asked) {
                for (VmPart part : VmPart.values()) {
                    stillMissing.add(new SoughtPart(id, part));
                }
            }
            stillMissing.removeIf(
                    sought -> !processes(sought.sandbox(), sought.part()).isEmpty());
            pace.searched(stillMissing);
            return true;
        }
    }

    private Optional<Duration> shimTime(SandboxId id) {
        return processes(id, VmPart.SHIM).stream()
                .findFirst()
                .flatMap(this::again)
                .map(stat -> Duration.ofNanos(stat.cpuNanos()));
    }

    private List<VmProcess> processes(SandboxId id, VmPart part) {
        return known.getOrDefault(id, List.of()).stream()
                .filter(process -> process.part() == part)
                .toList();
    }

    private VmUsage usage(HostTarget target) {
        List<VmProcess> hypervisors = processes(target.id(), VmPart.HYPERVISOR);
        return new VmUsage(
                sum(hypervisors.isEmpty() ? hinted(target) : hypervisors),
                sum(processes(target.id(), VmPart.FILE_SYSTEM)),
                sum(processes(target.id(), VmPart.SHIM)));
    }

    /** The process that the runtime names. With a hypervisor inside the shim that is the shim or a thread of it. */
    private List<VmProcess> hinted(HostTarget target) {
        Long pid = target.runtimePid();
        if (pid == null
                || pid <= 1
                || known.getOrDefault(target.id(), List.of()).stream().anyMatch(p -> p.pid() == pid)) {
            return List.of();
        }
        boolean process =
                proc.status(pid).filter(status -> status.threadGroup() == pid).isPresent();
        if (!process || !belongs(pid, processes(target.id(), VmPart.SHIM))) {
            return List.of();
        }
        return proc.stat(pid)
                .map(stat -> List.of(new VmProcess(VmPart.HYPERVISOR, pid, stat.startTick())))
                .orElse(List.of());
    }

    private boolean belongs(long pid, List<VmProcess> shims) {
        Optional<VmPart> part = proc.commandLine(pid).part();
        return part.isPresent()
                ? part.get() == VmPart.HYPERVISOR
                : shims.stream().anyMatch(shim -> ProcessScan.descends(proc, pid, shim.pid()));
    }

    /** Null where there are none, or where one of them is gone. */
    private @Nullable ProcessUsage sum(List<VmProcess> processes) {
        List<@Nullable ProcessUsage> usages =
                processes.stream().<@Nullable ProcessUsage>map(this::usage).toList();
        if (usages.isEmpty() || usages.contains(null)) {
            return null;
        }
        return usages.stream()
                .filter(Objects::nonNull)
                .reduce(ProcessUsage::plus)
                .orElse(null);
    }

    private @Nullable ProcessUsage usage(VmProcess process) {
        ProcessStat stat = again(process).orElse(null);
        ProcessStatus status = proc.status(process.pid()).orElse(null);
        if (stat == null || status == null) {
            return null;
        }
        // What serves files maps the guest's memory, which the hypervisor counts already.
        Long rss = process.part() == VmPart.FILE_SYSTEM ? status.ownBytes() : status.residentBytes();
        return rss == null
                ? null
                : new ProcessUsage(rss, stat.cpuNanos(), proc.descriptors(process.pid()), status.threads());
    }

    /** The same process now; empty where it has ended, or its number belongs to another one. */
    private Optional<ProcessStat> again(VmProcess process) {
        return proc.stat(process.pid()).filter(now -> now.startTick() == process.startTick() && !now.zombie());
    }

    private record SoughtPart(SandboxId sandbox, VmPart part) {}
}
