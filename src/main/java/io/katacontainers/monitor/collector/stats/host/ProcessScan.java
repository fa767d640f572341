package io.katacontainers.monitor.collector.stats.host;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One look through all processes for those of VMs.
 *
 * <p>Every process of the node may call itself a hypervisor of any sandbox, so a name is never enough. What counts is what a container cannot
 * bring about: a shim runs as root in the host's PID namespace and was not started by the shim of a container; its VM's processes are its
 * descendants. Where shims are no subreapers, as those in Go were for long, a QEMU that turned itself into a daemon has the same parent as
 * its shim, in most cases init: then its command line is believed, if it too runs as root in the host's PID namespace. Orphans of a container
 * do not get there, since what started the container catches them.
 */
final class ProcessScan {
    private static final long INIT = 1;

    /** Jailers and wrappers stand between a shim and its hypervisor, no more. */
    private static final int MAX_ANCESTORS = 16;

    /** Starts of the names of what starts containers; the kernel cuts names to 15 characters. */
    private static final List<String> CONTAINER_MONITORS = List.of("containerd-shim", "conmon");

    private final ProcFs proc;
    private final Map<Long, SandboxId> owners = new HashMap<>();
    private final Map<Long, Optional<ProcessStat>> stats = new HashMap<>();

    private ProcessScan(ProcFs proc) {
        this.proc = proc;
    }

    /**
     * Finds the processes of all sandboxes that have a shim, and of others among those asked for.
     *
     * @param asked sandboxes whose ids are looked for in command lines
     */
    static Map<SandboxId, List<VmProcess>> find(ProcFs proc, Set<SandboxId> asked) {
        return new ProcessScan(proc).find(asked);
    }

    /** Whether a process is a descendant of another. */
    static boolean descends(ProcFs proc, long pid, long ancestor) {
        ProcessScan scan = new ProcessScan(proc);
        return scan.ancestors(pid).contains(ancestor);
    }

    private Map<SandboxId, List<VmProcess>> find(Set<SandboxId> asked) {
        Map<SandboxId, Candidate> shims = new HashMap<>();
        List<Candidate> others = new ArrayList<>();
        for (long pid : proc.pids()) {
            CommandLine commandLine = proc.commandLine(pid);
            commandLine
                    .part()
                    .flatMap(part -> stat(pid)
                            .map(stat -> new Candidate(
                                    new VmProcess(part, pid, stat.startTick()), stat.parent(), commandLine)))
                    .ifPresent(candidate -> {
                        if (candidate.process().part() != VmPart.SHIM) {
                            others.add(candidate);
                        } else if (isOfTheHost(pid) && !startedByAContainer(pid)) {
                            commandLine
                                    .shimOf()
                                    .ifPresent(id -> shims.merge(
                                            // A shim starts before anything else that could name its sandbox.
                                            id, candidate, (a, b) -> a.startTick() <= b.startTick() ? a : b));
                        }
                    });
        }
        Map<SandboxId, List<VmProcess>> found = new HashMap<>();
        shims.forEach((id, shim) -> own(found, id, shim.process()));
        for (Candidate other : others) {
            other.commandLine()
                    .names(asked)
                    .filter(id -> isDaemon(other, shims.get(id)))
                    .ifPresent(id -> owners.put(other.pid(), id));
        }
        for (Candidate other : others) {
            owner(other.pid()).ifPresent(id -> own(found, id, other.process()));
        }
        return found;
    }

    private void own(Map<SandboxId, List<VmProcess>> found, SandboxId id, VmProcess process) {
        owners.put(process.pid(), id);
        found.computeIfAbsent(id, key -> new ArrayList<>()).add(process);
    }

    private Optional<SandboxId> owner(long pid) {
        SandboxId own = owners.get(pid);
        if (own != null) {
            return Optional.of(own);
        }
        return ancestors(pid).stream().filter(owners::containsKey).findFirst().map(owners::get);
    }

    private boolean isDaemon(Candidate candidate, @Nullable Candidate shim) {
        boolean orphan = candidate.parent() == INIT || (shim != null && candidate.parent() == shim.parent());
        return orphan && isOfTheHost(candidate.pid());
    }

    private boolean isOfTheHost(long pid) {
        return proc.status(pid)
                .filter(status -> status.root() && status.hostNamespace())
                .isPresent();
    }

    private boolean startedByAContainer(long shim) {
        return ancestors(shim).stream().anyMatch(ancestor -> stat(ancestor)
                .filter(stat -> CONTAINER_MONITORS.stream().anyMatch(stat.program()::startsWith))
                .isPresent());
    }

    /** The parent first. Bounded, since parents are read one after the other while processes come and go. */
    private List<Long> ancestors(long pid) {
        List<Long> ancestors = new ArrayList<>();
        long parent = stat(pid).map(ProcessStat::parent).orElse(0L);
        while (parent > INIT && ancestors.size() < MAX_ANCESTORS && !ancestors.contains(parent)) {
            ancestors.add(parent);
            parent = stat(parent).map(ProcessStat::parent).orElse(0L);
        }
        return ancestors;
    }

    private Optional<ProcessStat> stat(long pid) {
        return stats.computeIfAbsent(pid, proc::stat);
    }

    private record Candidate(VmProcess process, long parent, CommandLine commandLine) {
        long pid() {
            return process.pid();
        }

        long startTick() {
            return process.startTick();
        }
    }
}
