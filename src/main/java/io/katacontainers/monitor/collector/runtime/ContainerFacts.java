package io.katacontainers.monitor.collector.runtime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of the host for a container when it was started. What the runtime does not tell, or what was not set, is null.
 *
 * @param id at the runtime
 * @param startedAt with containerd the time at which it was made, as cAdvisor tells it; null too where it has not started
 * @param cpuPeriodMicros of the CFS bandwidth control
 * @param cpuQuotaMicros CPU time in each period
 * @param memoryLimitBytes null also where there is no limit
 */
public record ContainerFacts(
        String id,
        @Nullable Instant startedAt,
        @Nullable Long cpuPeriodMicros,
        @Nullable Long cpuQuotaMicros,
        @Nullable Long cpuShares,
        @Nullable Long memoryLimitBytes) {}
