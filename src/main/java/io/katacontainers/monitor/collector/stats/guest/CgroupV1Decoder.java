package io.katacontainers.monitor.collector.stats.guest;

import io.katacontainers.monitor.collector.runtime.cgroups.v1.BlkIOEntry;
import io.katacontainers.monitor.collector.runtime.cgroups.v1.CPUUsage;
import io.katacontainers.monitor.collector.runtime.cgroups.v1.HugetlbStat;
import io.katacontainers.monitor.collector.runtime.cgroups.v1.MemoryStat;
import io.katacontainers.monitor.collector.runtime.cgroups.v1.Metrics;
import io.katacontainers.monitor.collector.runtime.cgroups.v1.Throttle;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.stats.ContainerUsage;
import io.katacontainers.monitor.collector.stats.guest.BlockDeviceTable.Counter;
import java.time.Instant;
import java.util.List;

/**
 * Reads {@code io.containerd.cgroups.v1.Metrics}. runtime-rs sends it whatever the guest has, the Go shim on hosts of cgroup v1. The guest
 * has cgroup v1 or v2 of its own, and half the fields mean something only in one of them:
 *
 * <ul>
 *   <li>both shims look up names of cgroup v1 in memory.stat; of cgroup v2 only the LRU lists have the same, and only runtime-rs passes
 *       them on, always without total_active_anon and total_writeback;
 *   <li>runtime-rs asks for pg_fault, which no kernel writes; the Go shim for pgfault;
 *   <li>the Go shim puts the totals of the hierarchy into the fields without "total";
 *   <li>the agent asks for throttled_time, which cgroup v2 calls throttled_usec, and has no count of limit hits there;
 *   <li>the swap entry is memory and swap in cgroup v1, swap alone in cgroup v2;
 *   <li>I/O of cgroup v2 arrives all among the bytes, the operations under the names rios and wios.
 * </ul>
 */
final class CgroupV1Decoder {
    private final Metrics metrics;
    private final Flavor flavor;
    private final boolean guestHasV2;

    CgroupV1Decoder(Metrics metrics, Flavor flavor) {
        this.metrics = metrics;
        this.flavor = flavor;
        this.guestHasV2 = guestHasV2(metrics);
    }

    /** cgroup v2 counts no CPU by itself, and names nothing in memory.stat as these fields are. */
    private static boolean guestHasV2(Metrics metrics) {
        MemoryStat memory = metrics.getMemory();
        return metrics.getCpu().getUsage().getPerCpuCount() == 0
                && !Figure.any(
                        memory.getCache(),
                        memory.getRss(),
                        memory.getMappedFile(),
                        memory.getTotalCache(),
                        memory.getTotalRss(),
                        memory.getTotalMappedFile(),
                        memory.getTotalInactiveFile(),
                        memory.getTotalActiveFile());
    }

    ContainerUsage decode(Instant at) {
        return new ContainerUsage(
                at,
                cpu(),
                new CgroupV1Memory(metrics.getMemory(), flavor, guestHasV2).figures(),
                Figure.measured(metrics.getPids().getCurrent()),
                Figure.limit(metrics.getPids().getLimit()),
                blockDevices(),
                hugePages());
    }

    private ContainerUsage.Cpu cpu() {
        CPUUsage usage = metrics.getCpu().getUsage();
        Throttle throttling = metrics.getCpu().getThrottling();
        return new CpuFigures(
                        Figure.counted(usage.getTotal()),
                        Figure.counted(usage.getUser()),
                        Figure.counted(usage.getKernel()),
                        throttling.getPeriods(),
                        throttling.getThrottledPeriods(),
                        guestHasV2 ? null : Figure.counted(throttling.getThrottledTime()))
                .judged();
    }

    private List<ContainerUsage.BlockDevice> blockDevices() {
        BlockDeviceTable table = new BlockDeviceTable();
        for (BlkIOEntry entry : metrics.getBlkio().getIoServiceBytesRecursiveList()) {
            String operation = entry.getOp();
            if (operation.equalsIgnoreCase("read")) {
                add(table, entry, Counter.READ_BYTES);
            } else if (operation.equalsIgnoreCase("write")) {
                add(table, entry, Counter.WRITTEN_BYTES);
            } else if (operation.equalsIgnoreCase("rios")) {
                add(table, entry, Counter.READS);
            } else if (operation.equalsIgnoreCase("wios")) {
                add(table, entry, Counter.WRITES);
            }
        }
        for (BlkIOEntry entry : metrics.getBlkio().getIoServicedRecursiveList()) {
            if (entry.getOp().equalsIgnoreCase("read")) {
                add(table, entry, Counter.READS);
            } else if (entry.getOp().equalsIgnoreCase("write")) {
                add(table, entry, Counter.WRITES);
            }
        }
        return table.devices();
    }

    private static void add(BlockDeviceTable table, BlkIOEntry entry, Counter counter) {
        table.add(entry.getMajor(), entry.getMinor(), counter, entry.getValue());
    }

    private List<ContainerUsage.HugePages> hugePages() {
        HugePagesTable table = new HugePagesTable();
        for (HugetlbStat pages : metrics.getHugetlbList()) {
            table.add(
                    pages.getPagesize(),
                    Figure.counted(pages.getUsage()),
                    guestHasV2 ? null : Figure.counted(pages.getMax()),
                    guestHasV2 ? Figure.measured(pages.getFailcnt()) : Figure.counted(pages.getFailcnt()));
        }
        return table.sizes();
    }
}
