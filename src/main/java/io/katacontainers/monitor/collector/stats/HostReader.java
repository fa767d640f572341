package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.util.Collection;
import java.util.Map;

/** Reads what VMs use on the host. Called by one thread, which it may block. */
@FunctionalInterface
public interface HostReader {
    /**
     * One look at the host's processes and cgroups.
     *
     * @param sandboxes all that are to be looked for; what is remembered of others may be forgotten
     * @return those that were found
     */
    Map<SandboxId, HostUsage> read(Collection<HostTarget> sandboxes);
}
