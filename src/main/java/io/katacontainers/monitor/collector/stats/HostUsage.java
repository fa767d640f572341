package io.katacontainers.monitor.collector.stats;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a VM uses on the host. What is not there or not found is null: a VM may have no virtiofsd, or a hypervisor inside its shim.
 *
 * @param at when the figures were read
 * @param cgroupMemoryBytes {@code memory.current} of the sandbox's cgroup, with the host's page cache that it filled
 * @param cgroupCpuNanos CPU time of the sandbox's cgroup since it was made
 */
public record HostUsage(
        Instant at,
        @Nullable ProcessUsage hypervisor,
        @Nullable ProcessUsage virtiofsd,
        @Nullable ProcessUsage shim,
        @Nullable Long cgroupMemoryBytes,
        @Nullable Long cgroupCpuNanos) {}
