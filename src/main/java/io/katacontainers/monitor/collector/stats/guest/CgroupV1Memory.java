package io.katacontainers.monitor.collector.stats.guest;

import io.katacontainers.monitor.collector.runtime.cgroups.v1.MemoryStat;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.stats.ContainerUsage;
import org.jspecify.annotations.Nullable;

/** Memory of {@code io.containerd.cgroups.v1.Metrics}; {@link CgroupV1Decoder} tells what shims make of it. */
final class CgroupV1Memory {
    private final MemoryStat memory;
    private final Flavor flavor;
    private final boolean guestHasV2;

    CgroupV1Memory(MemoryStat memory, Flavor flavor, boolean guestHasV2) {
        this.memory = memory;
        this.flavor = flavor;
        this.guestHasV2 = guestHasV2;
    }

    ContainerUsage.Memory figures() {
        Long usage = Figure.measured(memory.getUsage().getUsage());
        if (usage == null) {
            return MemoryFigures.NONE;
        }
        boolean lists = carriesLists();
        Long inactive = inactiveFile(lists);
        Long active = activeFile(lists);
        Long faults = pageFaults();
        return new ContainerUsage.Memory(
                usage,
                MemoryFigures.workingSet(usage, inactive),
                Figure.measured(memory.getTotalRss(), memory.getRss()),
                guestHasV2
                        ? MemoryFigures.fileLru(active, inactive)
                        : either(memory.getTotalCache(), memory.getCache()),
                swap(usage),
                guestHasV2 ? null : either(memory.getTotalMappedFile(), memory.getMappedFile()),
                Figure.measured(memory.getKernel().getUsage()),
                MemoryFigures.maxUsage(usage, memory.getUsage().getMax()),
                Figure.limit(memory.getUsage().getLimit()),
                guestHasV2 ? null : Figure.counted(memory.getUsage().getFailcnt()),
                active,
                inactive,
                guestHasV2 || !lists ? null : either(memory.getTotalDirty(), memory.getDirty()),
                guestHasV2 || !lists ? null : either(memory.getTotalWriteback(), memory.getWriteback()),
                faults,
                faults == null ? null : either(memory.getTotalPgMajFault(), memory.getPgMajFault()));
    }

    /** Whether 0 in the LRU lists, dirty and writeback is a count: the Go shim leaves them out. */
    private boolean carriesLists() {
        return flavor == Flavor.RUNTIME_RS
                || Figure.any(
                        memory.getInactiveAnon(),
                        memory.getActiveAnon(),
                        memory.getInactiveFile(),
                        memory.getActiveFile(),
                        memory.getTotalActiveFile());
    }

    private @Nullable Long inactiveFile(boolean lists) {
        if (!guestHasV2) {
            return Figure.counted(memory.getTotalInactiveFile());
        }
        return lists ? Figure.counted(memory.getInactiveFile()) : null;
    }

    private @Nullable Long activeFile(boolean lists) {
        if (!lists) {
            return null;
        }
        return guestHasV2
                ? Figure.counted(memory.getActiveFile())
                : either(memory.getTotalActiveFile(), memory.getActiveFile());
    }

    private @Nullable Long swap(long usage) {
        if (!memory.hasSwap()) {
            return null;
        }
        long raw = memory.getSwap().getUsage();
        return guestHasV2 ? Figure.counted(raw) : MemoryFigures.swap(usage, raw);
    }

    /** A process cannot start without one: 0 is a field never filled. */
    private @Nullable Long pageFaults() {
        return Figure.measured(memory.getTotalPgFault(), memory.getPgFault());
    }

    /** Of the whole hierarchy, or where that is not filled, of the cgroup alone, which is the same for most containers. */
    private static @Nullable Long either(long total, long own) {
        return Figure.counted(total == 0 ? own : total);
    }
}
