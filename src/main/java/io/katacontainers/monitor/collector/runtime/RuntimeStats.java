package io.katacontainers.monitor.collector.runtime;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What the container runtime can tell of guests, by whichever of its calls serves it. Safe for use by several threads. No method blocks; a
 * future that fails holds a {@link StatsFailure}. Heals by itself where the runtime comes late, restarts or changes.
 */
public interface RuntimeStats {
    /**
     * Asks once for figures of containers of one sandbox. Whoever calls must see to it that only one request per sandbox is out.
     *
     * @param containers ids at the runtime
     * @return those that were answered for, in any order
     */
    CompletableFuture<List<RawContainerStats>> containers(
            SandboxId sandbox, List<String> containers, Duration deadline);

    /** Asks what was set for a sandbox and its containers. Touches no guest. */
    CompletableFuture<SandboxFacts> facts(SandboxId sandbox, List<String> containers, Duration deadline);

    /** Asks for the pod's interfaces on the host; empty where the runtime does not count them. Touches no guest. */
    CompletableFuture<List<PodInterface>> interfaces(SandboxId sandbox, Duration deadline);

    /**
     * How many times the kernel of the guest killed in a container for lack of memory, as far as this process was told since it first heard of
     * the container or since the runtime was first watched; empty where no runtime tells.
     */
    OptionalLong oomKills(String containerId);

    /** Tells which containers there are, so that what is remembered of others is forgotten. */
    void retain(Set<String> containerIds);

    /** Has {@code listener} called after a kill was counted: it must not block. */
    void onOomKill(Runnable listener);

    /** The calls in use, for {@code /validate}. */
    List<StatsCall> calls();
}
