package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.exposition.LabelBlock;
import io.katacontainers.monitor.collector.exposition.OwnFamily;
import io.katacontainers.monitor.collector.exposition.SampleWriter;
import io.katacontainers.monitor.collector.scrape.GuestSummary;
import io.katacontainers.monitor.collector.stats.HostUsage;
import io.katacontainers.monitor.collector.stats.Overhead;
import io.katacontainers.monitor.collector.stats.ProcessUsage;
import io.katacontainers.monitor.collector.stats.SandboxStatistics;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The families about a sandbox's VM: what its guest says of itself, what it uses on the host, and what it costs beyond its containers. Units
 * are the same whatever the shim: relayed figures of shims are bytes from some and kB from others.
 */
final class VmFamilies {
    private static final String PREFIX = "kata_sandbox_";
    private static final int MILLIS = 3;
    private static final int NANOS = 9;

    /** CPUs are told in millionths: what is finer is noise. */
    private static final int MICROS = 6;

    private static final double MICROS_PER_CORE = 1e6;

    /** More than any host has; far from overflow. */
    private static final double MOST_CORES = 1e6;

    private static final List<Row> ROWS = rows();

    private VmFamilies() {}

    /**
     * A sandbox.
     *
     * @param labels its own
     * @param guest what its guest said in this scrape; null where it said nothing
     */
    record Vm(LabelBlock labels, @Nullable GuestSummary guest, SandboxStatistics statistics) {}

    /** Writes all families of these sandboxes that the writer takes. */
    static void write(List<Vm> vms, SampleWriter out) throws IOException {
        for (Row row : ROWS) {
            if (out.begin(row.family)) {
                for (Vm vm : vms) {
                    out.add(vm.labels, null, row.figure.apply(vm), row.time.apply(vm));
                }
            }
        }
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(guest("guest_memory_total_bytes", "Memory of the guest.", GuestSummary::memoryBytes));
        rows.add(guest("guest_memory_used_bytes", "Memory of the guest that is not available.", VmFamilies::usedBytes));
        rows.add(guest(
                "guest_memory_available_bytes",
                "Memory that programs in the guest can still have.",
                GuestSummary::availableBytes));
        rows.add(guest("vcpus", "Virtual CPUs that are online.", VmFamilies::vcpus));
        rows.add(new Row(
                OwnFamily.counter(
                        PREFIX + "guest_cpu_seconds_total", "CPU time that the guest's kernel saw used.", MILLIS),
                ofGuest(GuestSummary::cpuMillis),
                vm -> null));
        rows.add(new Row(
                OwnFamily.gauge(PREFIX + "guest_load1", "Load average of the guest over a minute.", MILLIS),
                ofGuest(GuestSummary::load1Thousandths),
                vm -> null));
        rows.addAll(process("hypervisor", "the hypervisor", HostUsage::hypervisor));
        rows.addAll(process("virtiofsd", "virtiofsd", HostUsage::virtiofsd));
        rows.addAll(process("shim", "the shim", HostUsage::shim));
        rows.add(host(
                OwnFamily.gauge(
                        PREFIX + "cgroup_memory_bytes",
                        "Memory charged on the host to the sandbox's cgroup, page cache included.",
                        0),
                HostUsage::cgroupMemoryBytes));
        rows.add(host(
                OwnFamily.counter(
                        PREFIX + "cgroup_cpu_seconds_total", "CPU time of the sandbox's cgroup on the host.", NANOS),
                HostUsage::cgroupCpuNanos));
        rows.add(overhead(
                "overhead_memory_bytes",
                "Memory of hypervisor, virtiofsd and shim beyond that of the containers.",
                0,
                Overhead::memoryBytes));
        rows.add(overhead(
                "overhead_cpu_cores",
                "CPUs used by hypervisor, virtiofsd and shim beyond those of the containers.",
                MICROS,
                overhead -> micros(overhead.cores())));
        rows.add(overhead(
                "declared_overhead_memory_bytes",
                "Memory that the pod's overhead grants.",
                0,
                Overhead::declaredMemoryBytes));
        rows.add(overhead(
                "declared_overhead_cpu_cores",
                "CPUs that the pod's overhead grants.",
                MICROS,
                overhead -> micros(overhead.declaredCores())));
        return List.copyOf(rows);
    }

    private static List<Row> process(String part, String words, Function<HostUsage, @Nullable ProcessUsage> usage) {
        String name = PREFIX + part;
        return List.of(
                host(
                        OwnFamily.gauge(name + "_memory_rss_bytes", "Resident memory of " + words + '.', 0),
                        of(usage, ProcessUsage::rssBytes)),
                host(
                        OwnFamily.counter(name + "_cpu_seconds_total", "CPU time of " + words + '.', NANOS),
                        of(usage, ProcessUsage::cpuNanos)),
                host(
                        OwnFamily.gauge(name + "_open_fds", "Open file descriptors of " + words + '.', 0),
                        of(usage, ProcessUsage::fds)),
                host(
                        OwnFamily.gauge(name + "_threads", "Threads of " + words + '.', 0),
                        of(usage, ProcessUsage::threads)));
    }

    private static Function<HostUsage, @Nullable Long> of(
            Function<HostUsage, @Nullable ProcessUsage> part, Function<ProcessUsage, @Nullable Long> figure) {
        return host -> {
            ProcessUsage usage = part.apply(host);
            return usage == null ? null : figure.apply(usage);
        };
    }

    private static Row guest(String name, String help, Function<GuestSummary, @Nullable Long> figure) {
        return new Row(OwnFamily.gauge(PREFIX + name, help, 0), ofGuest(figure), vm -> null);
    }

    private static Function<Vm, @Nullable Long> ofGuest(Function<GuestSummary, @Nullable Long> figure) {
        return vm -> {
            GuestSummary guest = vm.guest;
            return guest == null ? null : figure.apply(guest);
        };
    }

    private static Row host(OwnFamily family, Function<HostUsage, @Nullable Long> figure) {
        return new Row(
                family,
                vm -> {
                    HostUsage host = vm.statistics.host();
                    return host == null ? null : figure.apply(host);
                },
                vm -> {
                    HostUsage host = vm.statistics.host();
                    return host == null ? null : host.at();
                });
    }

    /** Made of figures of several times: has none of its own. */
    private static Row overhead(String name, String help, int decimals, Function<Overhead, @Nullable Long> figure) {
        return new Row(
                OwnFamily.gauge(PREFIX + name, help, decimals),
                vm -> figure.apply(vm.statistics.overhead()),
                vm -> null);
    }

    private static @Nullable Long usedBytes(GuestSummary guest) {
        Long total = guest.memoryBytes();
        Long available = guest.availableBytes();
        return total == null || available == null ? null : (Long) (total - available);
    }

    private static @Nullable Long vcpus(GuestSummary guest) {
        Integer vcpus = guest.vcpus();
        return vcpus == null ? null : (Long) vcpus.longValue();
    }

    private static @Nullable Long micros(@Nullable Double cores) {
        return cores != null && cores >= 0 && cores <= MOST_CORES ? (Long) Math.round(cores * MICROS_PER_CORE) : null;
    }

    /**
     * A family.
     *
     * @param figure null where there is none
     * @param time when the figure was read; null where it holds now
     */
    private record Row(OwnFamily family, Function<Vm, @Nullable Long> figure, Function<Vm, @Nullable Instant> time) {}
}
