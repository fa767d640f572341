package io.katacontainers.monitor.collector.stats.guest;

import io.katacontainers.monitor.collector.runtime.cgroups.v2.CPUStat;
import io.katacontainers.monitor.collector.runtime.cgroups.v2.HugeTlbStat;
import io.katacontainers.monitor.collector.runtime.cgroups.v2.IOEntry;
import io.katacontainers.monitor.collector.runtime.cgroups.v2.Metrics;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.stats.ContainerUsage;
import io.katacontainers.monitor.collector.stats.guest.BlockDeviceTable.Counter;
import java.time.Instant;
import java.util.List;

/**
 * Reads {@code io.containerd.cgroups.v2.Metrics}. Kata's Go shim sends it on hosts of cgroup v2, whatever the guest has, translated from
 * what the agent read; runc's shim sends it as read from the files.
 *
 * <p>The Go shim's translation swaps user and system time, makes one entry of all block devices in which the last one wins, carries no
 * throttled time of a guest with cgroup v2 and no highest usage, and before Kata 3.10 nothing of memory.stat.
 */
final class CgroupV2Decoder {
    private final Metrics metrics;
    private final Flavor flavor;
    private final boolean asRead;
    private final CgroupV2Memory memory;

    CgroupV2Decoder(Metrics metrics, Flavor flavor) {
        this.metrics = metrics;
        this.flavor = flavor;
        this.asRead = isAsRead(metrics);
        this.memory = new CgroupV2Memory(metrics, asRead);
    }

    /**
     * Whether the message is what containerd's cgroup library read from files, rather than the Go shim's translation. The sandbox's directory
     * cannot tell: other shims run under Kata's runtime type too. The sum of user and system cannot either, for it is the same both ways.
     * But the library always sends rdma, even if empty, and sends memory_events, the highest usage and one I/O entry for each device; the
     * translation has no line for any of the four. A guest cannot feign them, since the shim on the host writes the message.
     *
     * <p>Nothing in a message will tell a translation in which the swap is mended. Kata up to 4.1 has it; a release that mends it has to be
     * told apart here, by its version.
     */
    private static boolean isAsRead(Metrics metrics) {
        return metrics.hasRdma()
                || metrics.hasMemoryEvents()
                || metrics.getMemory().getMaxUsage() != 0
                || metrics.getIo().getUsageCount() > 1;
    }

    ContainerUsage decode(Instant at) {
        return new ContainerUsage(
                at,
                cpu(),
                memory.figures(),
                Figure.measured(metrics.getPids().getCurrent()),
                Figure.limit(metrics.getPids().getLimit()),
                asRead ? blockDevices() : mergedDevices(),
                hugePages());
    }

    private ContainerUsage.Cpu cpu() {
        CPUStat cpu = metrics.getCpu();
        Long user = Figure.nanos(asRead ? cpu.getUserUsec() : cpu.getSystemUsec());
        Long system = Figure.nanos(asRead ? cpu.getSystemUsec() : cpu.getUserUsec());
        // No runtime-rs translates into this message: which way round one would do it is not known.
        boolean told = asRead || flavor != Flavor.RUNTIME_RS;
        return new CpuFigures(
                        Figure.nanos(cpu.getUsageUsec()),
                        told ? user : null,
                        told ? system : null,
                        cpu.getNrPeriods(),
                        cpu.getNrThrottled(),
                        asRead || memory.isOfV1Guest() ? Figure.nanos(cpu.getThrottledUsec()) : null)
                .judged();
    }

    private List<ContainerUsage.BlockDevice> blockDevices() {
        BlockDeviceTable table = new BlockDeviceTable();
        for (IOEntry entry : metrics.getIo().getUsageList()) {
            table.add(entry.getMajor(), entry.getMinor(), Counter.READ_BYTES, entry.getRbytes());
            table.add(entry.getMajor(), entry.getMinor(), Counter.WRITTEN_BYTES, entry.getWbytes());
            table.add(entry.getMajor(), entry.getMinor(), Counter.READS, entry.getRios());
            table.add(entry.getMajor(), entry.getMinor(), Counter.WRITES, entry.getWios());
        }
        return table.devices();
    }

    /** The Go shim makes an entry even of no device at all, and of a guest with cgroup v1 carries no operations. */
    private List<ContainerUsage.BlockDevice> mergedDevices() {
        return metrics.getIo().getUsageList().stream()
                .filter(entry -> Figure.any(entry.getRbytes(), entry.getWbytes(), entry.getRios(), entry.getWios()))
                .map(CgroupV2Decoder::merged)
                .toList();
    }

    private static ContainerUsage.BlockDevice merged(IOEntry entry) {
        boolean operations = Figure.any(entry.getRios(), entry.getWios());
        return new ContainerUsage.BlockDevice(
                null,
                null,
                Figure.counted(entry.getRbytes()),
                Figure.counted(entry.getWbytes()),
                operations ? Figure.counted(entry.getRios()) : null,
                operations ? Figure.counted(entry.getWios()) : null);
    }

    private List<ContainerUsage.HugePages> hugePages() {
        HugePagesTable table = new HugePagesTable();
        for (HugeTlbStat pages : metrics.getHugetlbList()) {
            // Only the Go shim puts the highest usage into this field, and only a guest with cgroup v1 knows it.
            table.add(
                    pages.getPagesize(),
                    Figure.counted(pages.getCurrent()),
                    memory.isOfV1Guest() ? Figure.counted(pages.getMax()) : null,
                    null);
        }
        return table.sizes();
    }
}
