package io.katacontainers.monitor.collector.stats.host;

import org.jspecify.annotations.Nullable;

/** What the cgroups of a sandbox count; null for what they do not count, or where none is found. */
record CgroupUsage(@Nullable Long memoryBytes, @Nullable Long cpuNanos) {
    static final CgroupUsage UNKNOWN = new CgroupUsage(null, null);
}
