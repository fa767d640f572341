package io.katacontainers.monitor.collector.stats.guest;

import io.katacontainers.monitor.collector.runtime.cri.ContainerStats;
import io.katacontainers.monitor.collector.runtime.cri.MemoryUsage;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.stats.ContainerUsage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads CRI's {@code ContainerStats}. Runtimes fill it from the shim's message by fields that shims often leave empty (see the decoders of
 * those messages), and then put 0: no resident memory, no faults, and nothing to deduct from the usage.
 */
final class CriDecoder {
    private final ContainerStats stats;
    private final Flavor flavor;

    CriDecoder(ContainerStats stats, Flavor flavor) {
        this.stats = stats;
        this.flavor = flavor;
    }

    ContainerUsage decode(Instant at) {
        return new ContainerUsage(at, cpu(), memory(), null, null, List.of(), List.of());
    }

    private ContainerUsage.Cpu cpu() {
        return new CpuFigures(
                        Figure.counted(stats.getCpu().getUsageCoreNanoSeconds().getValue()), null, null, 0, 0, null)
                .judged();
    }

    private ContainerUsage.Memory memory() {
        MemoryUsage memory = stats.getMemory();
        Long usage = Figure.measured(memory.getUsageBytes().getValue());
        Long rss = Figure.measured(memory.getRssBytes().getValue());
        Long faults = Figure.measured(memory.getPageFaults().getValue());
        return new ContainerUsage.Memory(
                usage,
                workingSet(memory, usage, rss),
                rss,
                null,
                stats.getSwap().hasSwapUsageBytes()
                        ? Figure.counted(stats.getSwap().getSwapUsageBytes().getValue())
                        : null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                faults,
                faults == null
                        ? null
                        : Figure.counted(memory.getMajorPageFaults().getValue()));
    }

    /**
     * A working set as large as the usage is one from which the runtime had nothing to deduct, so it holds the page cache. That it is true
     * nevertheless shows by resident memory: this is read from memory.stat, as the inactive pages are.
     */
    private @Nullable Long workingSet(MemoryUsage memory, @Nullable Long usage, @Nullable Long rss) {
        Long workingSet = Figure.measured(memory.getWorkingSetBytes().getValue());
        if (workingSet == null) {
            return null;
        }
        if (usage == null) {
            // Older runtimes tell nothing else. What they deduct only the Go shim passes on, of the guests of their
            // time.
            return flavor == Flavor.GO ? workingSet : null;
        }
        return workingSet < usage || (workingSet.equals(usage) && rss != null) ? workingSet : null;
    }
}
