package io.katacontainers.monitor.collector.stats;

import org.jspecify.annotations.Nullable;

/**
 * What one part of a VM uses on the host, over all its processes.
 *
 * @param rssBytes resident memory, huge pages too; of a process that maps the guest's memory only to serve it, without the guest's
 * @param cpuNanos CPU time since the processes started, in steps of 10 ms
 * @param fds open file descriptors; null where the kernel refuses to tell, as it does a process without capabilities
 */
public record ProcessUsage(
        long rssBytes, long cpuNanos, @Nullable Long fds, long threads) {
    /** What both use together. */
    public ProcessUsage plus(ProcessUsage other) {
        return new ProcessUsage(
                rssBytes + other.rssBytes,
                cpuNanos + other.cpuNanos,
                fds == null || other.fds == null ? null : fds + other.fds,
                threads + other.threads);
    }
}
