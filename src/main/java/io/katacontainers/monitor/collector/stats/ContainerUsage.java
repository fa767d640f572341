package io.katacontainers.monitor.collector.stats;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container in a guest used, corrected. What the way it came by cannot carry is null, never 0.
 *
 * @param at when the figures were read
 * @param processes tasks in the container's cgroup
 * @param processLimit null also where there is none
 */
public record ContainerUsage(
        Instant at,
        Cpu cpu,
        Memory memory,
        @Nullable Long processes,
        @Nullable Long processLimit,
        List<BlockDevice> blockDevices,
        List<HugePages> hugePages) {

    /** CPU time since the container started, in nanoseconds, and periods of its bandwidth control. */
    public record Cpu(
            @Nullable Long usageNanos,
            @Nullable Long userNanos,
            @Nullable Long systemNanos,
            @Nullable Long periods,
            @Nullable Long throttledPeriods,
            @Nullable Long throttledNanos) {}

    /**
     * Memory, in bytes; faults and limit hits as counts since the container started.
     *
     * @param usage all that is charged to the container, page cache too
     * @param workingSet what cannot be dropped at once: usage less the inactive file pages
     * @param swap swapped out
     * @param maxUsage highest usage since the container started
     * @param limit null also where there is none
     * @param limitHits times that the limit was hit
     */
    public record Memory(
            @Nullable Long usage,
            @Nullable Long workingSet,
            @Nullable Long rss,
            @Nullable Long cache,
            @Nullable Long swap,
            @Nullable Long mappedFile,
            @Nullable Long kernel,
            @Nullable Long maxUsage,
            @Nullable Long limit,
            @Nullable Long limitHits,
            @Nullable Long activeFile,
            @Nullable Long inactiveFile,
            @Nullable Long dirty,
            @Nullable Long writeback,
            @Nullable Long pageFaults,
            @Nullable Long majorPageFaults) {}

    /**
     * I/O of a block device of the guest since the container started.
     *
     * @param major device number in the guest; null where the way it came by merges all devices into one
     * @param minor null exactly where {@code major} is
     */
    public record BlockDevice(
            @Nullable Long major,
            @Nullable Long minor,
            @Nullable Long readBytes,
            @Nullable Long writtenBytes,
            @Nullable Long reads,
            @Nullable Long writes) {}

    /**
     * Huge pages of one size.
     *
     * @param pageSize as the kernel writes it, such as {@code 2MB}
     */
    public record HugePages(
            String pageSize,
            @Nullable Long usageBytes,
            @Nullable Long maxUsageBytes,
            @Nullable Long failures) {}
}
