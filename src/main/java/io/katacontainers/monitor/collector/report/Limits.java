package io.katacontainers.monitor.collector.report;

import io.katacontainers.monitor.collector.runtime.ContainerFacts;
import io.katacontainers.monitor.collector.stats.ContainerSample;
import org.jspecify.annotations.Nullable;

/** The limits of a container. Null where there is none, or nobody tells. */
final class Limits {
    private static final long MOST_MICROS = 1L << 50;

    private Limits() {}

    /** CPU time per time, of the CFS bandwidth control. */
    static @Nullable Long cpuMillicores(@Nullable ContainerFacts facts) {
        if (facts == null || facts.cpuQuotaMicros() == null || facts.cpuPeriodMicros() == null) {
            return null;
        }
        long quota = facts.cpuQuotaMicros();
        long period = facts.cpuPeriodMicros();
        return quota <= 0 || quota > MOST_MICROS || period <= 0 ? null : (Long) (quota * 1000 / period);
    }

    /** What the pod asked for, else what the guest enforces. */
    static @Nullable Long memoryBytes(ContainerSample sample) {
        ContainerFacts facts = sample.facts();
        Long limit = facts == null || facts.memoryLimitBytes() == null
                ? sample.usage().memory().limit()
                : facts.memoryLimitBytes();
        return limit == null || limit <= 0 ? null : limit;
    }
}
