package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.runtime.SandboxFacts;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells what a VM costs on top of its containers. */
@FunctionalInterface
public interface OverheadFunction {
    /**
     * Works out an overhead.
     *
     * @param before the look at the host before {@code now}, not older than a minute then; null where there is none
     * @param running ids of the containers that run now; null where nobody knows all of them
     * @param containers figures of those of which there are any, none older than a minute
     */
    Overhead measure(
            Sandbox sandbox,
            @Nullable HostUsage before,
            HostUsage now,
            @Nullable Set<String> running,
            List<ContainerSample> containers,
            SandboxFacts facts);
}
