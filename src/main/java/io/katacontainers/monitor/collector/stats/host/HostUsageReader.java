package io.katacontainers.monitor.collector.stats.host;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.stats.HostTarget;
import io.katacontainers.monitor.collector.stats.HostUsage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Reads what VMs use on the host, whichever their runtime and hypervisor. Asks no shim and no guest. Safe for use by several threads. */
public final class HostUsageReader {
    private final HostProcesses processes;
    private final SandboxCgroups cgroups;
    private final Clock clock;

    /**
     * @param hostCgroup the host's {@code /sys/fs/cgroup}
     * @param nanoTime as {@link System#nanoTime()}
     */
    public HostUsageReader(HostProcesses processes, Path hostCgroup, Clock clock, LongSupplier nanoTime) {
        this.processes = processes;
        cgroups = new SandboxCgroups(hostCgroup, nanoTime);
        this.clock = clock;
    }

    /**
     * Reads the figures of these sandboxes, which must be all that there are: what is known of others is forgotten.
     *
     * @return one entry for each; all its figures are null where nothing is found
     */
    public Map<SandboxId, HostUsage> read(Collection<HostTarget> targets) {
        Map<SandboxId, VmUsage> vms = processes.read(targets);
        Map<SandboxId, CgroupUsage> groups = cgroups.read(vms.keySet());
        Map<SandboxId, HostUsage> usages = new HashMap<>();
        vms.forEach((id, vm) -> {
            CgroupUsage group = groups.getOrDefault(id, CgroupUsage.UNKNOWN);
            usages.put(
                    id,
                    new HostUsage(
                            clock.instant(),
                            vm.hypervisor(),
                            vm.virtiofsd(),
                            vm.shim(),
                            group.memoryBytes(),
                            group.cpuNanos()));
        });
        return usages;
    }
}
