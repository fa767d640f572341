package io.katacontainers.monitor.collector.stats;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** CPUs used on average between two readings of a counter of CPU time. */
final class CpuRate {
    /** More than any kernel can drive: a guest that tells so lies. */
    private static final double MOST = 8192;

    private CpuRate() {}

    /** Null where the counter went back, is missing, or was last read too long ago; the last rate where the figures are the last ones. */
    static @Nullable Double cores(ContainerSample last, ContainerUsage now) {
        Duration time = Duration.between(last.usage().at(), now.at());
        if (time.isZero()) {
            return last.cores();
        }
        return cores(last.usage().cpu().usageNanos(), now.cpu().usageNanos(), time);
    }

    private static @Nullable Double cores(@Nullable Long before, @Nullable Long now, Duration time) {
        if (before == null
                || now == null
                || before < 0
                || now < before
                || time.isNegative()
                || time.compareTo(GuestStatistics.OLDEST) > 0) {
            return null;
        }
        double cores = (double) (now - before) / time.toNanos();
        return cores <= MOST ? (Double) cores : null;
    }
}
