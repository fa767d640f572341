package io.katacontainers.monitor.collector.stats.guest;

import io.katacontainers.monitor.collector.stats.ContainerUsage;
import org.jspecify.annotations.Nullable;

/** What several messages say of memory in the same way. */
final class MemoryFigures {
    static final ContainerUsage.Memory NONE = new ContainerUsage.Memory(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    /** Usage and what contains it are read one after the other. */
    private static final long SKEW_SHARE = 8;

    private MemoryFigures() {}

    /**
     * Usage less the inactive file pages, as cAdvisor and the kubelet reckon it.
     *
     * @param inactiveFile null where the message does not carry it: then nothing can be told
     */
    static @Nullable Long workingSet(long usage, @Nullable Long inactiveFile) {
        return inactiveFile == null ? null : Long.valueOf(Math.max(0, usage - inactiveFile));
    }

    /** Swap of cgroup v1, which counts memory and swap together; null where it does not count. */
    static @Nullable Long swap(long usage, long rawMemoryAndSwap) {
        Long both = Figure.measured(rawMemoryAndSwap);
        return both == null || both < usage - usage / SKEW_SHARE ? null : Long.valueOf(Math.max(0, both - usage));
    }

    /** Highest usage ever. Guest kernels before 5.19 have no such file in cgroup v2, which reads as 0. */
    static @Nullable Long maxUsage(long usage, long raw) {
        Long max = Figure.measured(raw);
        return max == null ? null : Long.valueOf(Math.max(usage, max));
    }

    /** The file pages on the LRU lists: the page cache without shared memory. */
    static @Nullable Long fileLru(@Nullable Long active, @Nullable Long inactive) {
        return active == null || inactive == null ? null : Figure.counted(active + inactive);
    }
}
