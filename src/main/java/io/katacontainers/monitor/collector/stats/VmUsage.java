package io.katacontainers.monitor.collector.stats;

import org.jspecify.annotations.Nullable;

/** What the processes of a VM use; null for a part that is not there, not found, or not found whole. */
record VmUsage(
        @Nullable ProcessUsage hypervisor,
        @Nullable ProcessUsage virtiofsd,
        @Nullable ProcessUsage shim) {
    /** Whether nothing can be missing. */
    boolean complete() {
        return hypervisor != null && virtiofsd != null && shim != null;
    }
}
