package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.runtime.PodInterface;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a sandbox's use of resources. Holds nothing that is older than a minute.
 *
 * @param containers running containers of which there are figures, sorted by name, then id; never the one that holds the sandbox open
 * @param host null before the first look
 * @param interfaces of the pod on the host; empty where nobody counts them
 * @param guest how the last requests for figures from inside ended
 */
public record SandboxStatistics(
        List<ContainerSample> containers,
        @Nullable HostUsage host,
        Overhead overhead,
        List<PodInterface> interfaces,
        Guest guest) {
    /** Nothing is known yet. */
    public static final SandboxStatistics NONE =
            new SandboxStatistics(List.of(), null, Overhead.UNKNOWN, List.of(), Guest.NOT_ASKED);

    /** How requests to a guest end. */
    public enum Guest {
        NOT_ASKED,
        ANSWERED,
        /** No answer in time, at least twice in a row: the agent or its shim hangs. */
        SILENT,
        /** An error, or a single wait in vain, which says nothing of the agent. */
        FAILED
    }
}
