package io.katacontainers.monitor.collector.stats.guest;

import io.katacontainers.monitor.collector.runtime.cgroups.v2.MemoryStat;
import io.katacontainers.monitor.collector.runtime.cgroups.v2.Metrics;
import io.katacontainers.monitor.collector.stats.ContainerUsage;
import org.jspecify.annotations.Nullable;

/** Memory of {@code io.containerd.cgroups.v2.Metrics}; {@link CgroupV2Decoder} tells what shims make of it. */
final class CgroupV2Memory {
    /** What the guest has, as far as memory.stat shows it. */
    private enum Guest {
        V1,
        V2,
        UNTOLD
    }

    private final MemoryStat memory;
    private final @Nullable Long limitHits;
    private final Guest guest;

    /** @param asRead whether the message is as cgroup v2 has it, not translated */
    CgroupV2Memory(Metrics metrics, boolean asRead) {
        this.memory = metrics.getMemory();
        this.limitHits = metrics.hasMemoryEvents()
                ? Figure.counted(metrics.getMemoryEvents().getMax())
                : null;
        this.guest = asRead ? Guest.V2 : guest(memory);
    }

    /** memory.stat of cgroup v1 shares the names of the LRU lists and of the faults with v2, but none of the others. */
    private static Guest guest(MemoryStat memory) {
        if (Figure.any(
                memory.getAnon(),
                memory.getFile(),
                memory.getKernelStack(),
                memory.getFileMapped(),
                memory.getFileDirty(),
                memory.getFileWriteback())) {
            return Guest.V2;
        }
        boolean shared = Figure.any(
                memory.getInactiveAnon(),
                memory.getActiveAnon(),
                memory.getInactiveFile(),
                memory.getActiveFile(),
                memory.getPgfault());
        return shared ? Guest.V1 : Guest.UNTOLD;
    }

    boolean isOfV1Guest() {
        return guest == Guest.V1;
    }

    ContainerUsage.Memory figures() {
        Long usage = Figure.measured(memory.getUsage());
        if (usage == null) {
            return MemoryFigures.NONE;
        }
        Long inactive = guest == Guest.UNTOLD ? null : Figure.counted(memory.getInactiveFile());
        Long active = guest == Guest.UNTOLD ? null : Figure.counted(memory.getActiveFile());
        Long faults = Figure.measured(memory.getPgfault());
        return new ContainerUsage.Memory(
                usage,
                MemoryFigures.workingSet(usage, inactive),
                Figure.measured(memory.getAnon()),
                guest == Guest.V2 ? Figure.counted(memory.getFile()) : MemoryFigures.fileLru(active, inactive),
                swap(usage),
                ofV2(memory.getFileMapped()),
                // kernel_stack is but a part of what the kernel holds for a container.
                null,
                MemoryFigures.maxUsage(usage, memory.getMaxUsage()),
                Figure.limit(memory.getUsageLimit()),
                limitHits,
                active,
                inactive,
                ofV2(memory.getFileDirty()),
                ofV2(memory.getFileWriteback()),
                faults,
                faults == null ? null : Figure.counted(memory.getPgmajfault()));
    }

    private @Nullable Long ofV2(long raw) {
        return guest == Guest.V2 ? Figure.counted(raw) : null;
    }

    private @Nullable Long swap(long usage) {
        long raw = memory.getSwapUsage();
        return guest == Guest.V1 ? MemoryFigures.swap(usage, raw) : ofV2(raw);
    }
}
