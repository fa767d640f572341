package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.exposition.LabelBlock;
import io.katacontainers.monitor.collector.exposition.OwnFamily;
import io.katacontainers.monitor.collector.exposition.SampleWriter;
import io.katacontainers.monitor.collector.runtime.ContainerFacts;
import io.katacontainers.monitor.collector.stats.ContainerSample;
import io.katacontainers.monitor.collector.stats.ContainerUsage;
import io.katacontainers.monitor.collector.stats.ContainerUsage.BlockDevice;
import io.katacontainers.monitor.collector.stats.ContainerUsage.HugePages;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The families about containers, with the names, types and units of cAdvisor (its {@code metrics/prometheus.go}). What cAdvisor has and is
 * not here, nobody measures in a guest. As there, figures bear the time that they were read at; what was set for a container bears none.
 */
final class ContainerFamilies {
    private static final int NANOS = 9;
    private static final LabelBlock ALL_CPUS = LabelBlock.of("cpu", "total");
    private static final List<LabelBlock> FAULTS = failures("pgfault");
    private static final List<LabelBlock> MAJOR_FAULTS = failures("pgmajfault");

    private static final List<Row> ROWS = List.of(
            gauge("last_seen", "When figures of the container last came, in Unix time.", ContainerFamilies::lastSeen),
            gauge(
                    "start_time_seconds",
                    "When the container was started, in Unix time.",
                    fact(ContainerFamilies::startedAt)),
            seconds(
                    "cpu_usage_seconds_total",
                    "CPU time that the container used.",
                    (container, out) -> container.read(
                            out, ALL_CPUS, cpu(container.sample()).usageNanos())),
            seconds("cpu_user_seconds_total", "CPU time in user mode.", read(s -> cpu(s).userNanos())),
            seconds("cpu_system_seconds_total", "CPU time in kernel mode.", read(s -> cpu(s).systemNanos())),
            counter(
                    "cpu_cfs_periods_total",
                    "Periods of the CPU quota in which the container wanted to run.",
                    underQuota(ContainerUsage.Cpu::periods)),
            counter(
                    "cpu_cfs_throttled_periods_total",
                    "Periods in which the container used up its CPU quota and had to wait.",
                    underQuota(ContainerUsage.Cpu::throttledPeriods)),
            seconds(
                    "cpu_cfs_throttled_seconds_total",
                    "Time that the container waited because its CPU quota was used up.",
                    underQuota(ContainerUsage.Cpu::throttledNanos)),
            gauge("memory_usage_bytes", "Memory charged to the container, page cache included.", read(s -> memory(s)
                    .usage())),
            gauge(
                    "memory_working_set_bytes",
                    "Memory charged to the container, less the page cache that it has not touched lately.",
                    read(s -> memory(s).workingSet())),
            gauge("memory_rss", "Anonymous memory, in bytes.", read(s -> memory(s)
                    .rss())),
            gauge("memory_cache", "Page cache, in bytes.", read(s -> memory(s).cache())),
            gauge("memory_swap", "Memory swapped out, in bytes.", read(s -> memory(s)
                    .swap())),
            gauge("memory_mapped_file", "Files mapped into memory, in bytes.", read(s -> memory(s)
                    .mappedFile())),
            gauge(
                    "memory_kernel_usage",
                    "Memory that the guest's kernel holds for the container, in bytes.",
                    read(s -> memory(s).kernel())),
            gauge("memory_max_usage_bytes", "Most memory that was ever charged to the container.", read(s -> memory(s)
                    .maxUsage())),
            counter("memory_failcnt", "Times that the container hit its memory limit.", read(s -> memory(s)
                    .limitHits())),
            counter("memory_failures_total", "Page faults.", ContainerFamilies::faults),
            gauge("memory_total_active_file_bytes", "Page cache touched lately.", read(s -> memory(s)
                    .activeFile())),
            gauge("memory_total_inactive_file_bytes", "Page cache not touched lately.", read(s -> memory(s)
                    .inactiveFile())),
            gauge("memory_file_dirty_bytes", "Page cache that is yet to be written to disk.", read(s -> memory(s)
                    .dirty())),
            gauge("memory_file_writeback_bytes", "Page cache that is being written to disk.", read(s -> memory(s)
                    .writeback())),
            gauge("hugetlb_usage_bytes", "Huge pages in use.", pages(HugePages::usageBytes)),
            gauge("hugetlb_max_usage_bytes", "Most huge pages ever in use.", pages(HugePages::maxUsageBytes)),
            counter("hugetlb_failcnt", "Huge pages that a limit refused.", pages(HugePages::failures)),
            counter(
                    "fs_reads_bytes_total",
                    "Bytes read from block devices of the guest; a file system shared with the host is none.",
                    devices(BlockDevice::readBytes)),
            counter(
                    "fs_writes_bytes_total",
                    "Bytes written to block devices of the guest; a file system shared with the host is none.",
                    devices(BlockDevice::writtenBytes)),
            counter("fs_reads_total", "Reads from block devices of the guest.", devices(BlockDevice::reads)),
            counter("fs_writes_total", "Writes to block devices of the guest.", devices(BlockDevice::writes)),
            counter(
                    "blkio_device_usage_total",
                    "Bytes moved from and to block devices of the guest.",
                    ContainerSeries::ofOperations),
            gauge(
                    "processes",
                    "Tasks of the container, threads too: what the kernel's pids controller calls processes.",
                    read(s -> s.usage().processes())),
            gauge("threads", "Tasks of the container.", read(s -> s.usage().processes())),
            gauge(
                    "threads_max",
                    "Most tasks that the container may have; absent where there is no limit.",
                    read(s -> s.usage().processLimit())),
            // Counted here and not in the guest: at the time of the last figures it may have been another.
            counter(
                    "oom_events_total",
                    "Kills in the container for lack of memory since the collector watches it.",
                    (container, out) -> container.known(out, container.sample().oomKills())),
            gauge(
                    "spec_cpu_period",
                    "Period of the container's CPU quota, in microseconds.",
                    fact(ContainerFacts::cpuPeriodMicros)),
            gauge(
                    "spec_cpu_quota",
                    "CPU time that the container may use in each period, in microseconds.",
                    fact(ContainerFacts::cpuQuotaMicros)),
            gauge("spec_cpu_shares", "Weight of the container where CPU is scarce.", fact(ContainerFacts::cpuShares)),
            gauge(
                    "spec_memory_limit_bytes",
                    "Most memory that the container may use; absent where there is no limit.",
                    (container, out) -> container.known(out, limit(container.sample()))));

    private static final int OOM_EVENTS = ROWS.stream().map(Row::name).toList().indexOf("oom_events_total");

    /** As cAdvisor names them. */
    static final ContainerFamilies CADVISOR = new ContainerFamilies("container_", false);

    /** As they stand beside the families of Kata, where the name of each counter ends as Prometheus wants it to. */
    static final ContainerFamilies KATA = new ContainerFamilies("kata_container_", true);

    private final List<OwnFamily> families;

    private ContainerFamilies(String prefix, boolean strict) {
        families = ROWS.stream().map(row -> row.family(prefix, strict)).toList();
    }

    /** Writes all families of these containers that the writer takes; those that have ended have but the count of kills. */
    void write(List<ContainerSeries> containers, List<EndedContainer> ended, SampleWriter out) throws IOException {
        for (int i = 0; i < ROWS.size(); i++) {
            if (out.begin(families.get(i))) {
                Figures figures = ROWS.get(i).figures;
                for (ContainerSeries container : containers) {
                    figures.write(container, out);
                }
                if (i == OOM_EVENTS) {
                    for (EndedContainer container : ended) {
                        out.add(container.labels(), null, container.oomKills(), null);
                    }
                }
            }
        }
    }

    private static List<LabelBlock> failures(String type) {
        // Containers have no cgroups below theirs: both are the same, and panels ask for either.
        return List.of(
                LabelBlock.of("failure_type", type, "scope", "container"),
                LabelBlock.of("failure_type", type, "scope", "hierarchy"));
    }

    private static void faults(ContainerSeries container, SampleWriter out) throws IOException {
        ContainerUsage.Memory memory = memory(container.sample());
        for (int i = 0; i < FAULTS.size(); i++) {
            container.read(out, FAULTS.get(i), memory.pageFaults());
            container.read(out, MAJOR_FAULTS.get(i), memory.majorPageFaults());
        }
    }

    private static void lastSeen(ContainerSeries container, SampleWriter out) throws IOException {
        container.read(out, null, container.sample().usage().at().getEpochSecond());
    }

    private static @Nullable Long startedAt(ContainerFacts facts) {
        Instant at = facts.startedAt();
        return at == null ? null : (Long) at.getEpochSecond();
    }

    /** What was asked for, or else what the guest enforces. */
    private static @Nullable Long limit(ContainerSample sample) {
        ContainerFacts facts = sample.facts();
        return facts != null && facts.memoryLimitBytes() != null
                ? facts.memoryLimitBytes()
                : memory(sample).limit();
    }

    private static ContainerUsage.Cpu cpu(ContainerSample sample) {
        return sample.usage().cpu();
    }

    private static ContainerUsage.Memory memory(ContainerSample sample) {
        return sample.usage().memory();
    }

    private static Figures read(Function<ContainerSample, @Nullable Long> figure) {
        return (container, out) -> container.read(out, null, figure.apply(container.sample()));
    }

    private static Figures fact(Function<ContainerFacts, @Nullable Long> figure) {
        return (container, out) -> {
            ContainerFacts facts = container.sample().facts();
            container.known(out, facts == null ? null : figure.apply(facts));
        };
    }

    private static Figures devices(Function<BlockDevice, @Nullable Long> figure) {
        return (container, out) -> container.ofDevices(out, figure);
    }

    private static Figures pages(Function<HugePages, @Nullable Long> figure) {
        return (container, out) -> container.ofHugePages(out, figure);
    }

    /** Without a quota nothing is counted, and the kernel says 0. */
    private static Figures underQuota(Function<ContainerUsage.Cpu, @Nullable Long> figure) {
        return (container, out) -> {
            ContainerFacts facts = container.sample().facts();
            ContainerUsage.Cpu cpu = cpu(container.sample());
            Long quota = facts == null ? null : facts.cpuQuotaMicros();
            Long periods = cpu.periods();
            if ((quota != null && quota > 0) || (periods != null && periods > 0)) {
                container.read(out, null, figure.apply(cpu));
            }
        };
    }

    private static Row gauge(String name, String help, Figures figures) {
        return new Row(name, help, false, 0, figures);
    }

    private static Row counter(String name, String help, Figures figures) {
        return new Row(name, help, true, 0, figures);
    }

    /** A counter of seconds whose figures are nanoseconds. */
    private static Row seconds(String name, String help, Figures figures) {
        return new Row(name, help, true, NANOS, figures);
    }

    /** Writes what there is of one family in one container. */
    @FunctionalInterface
    private interface Figures {
        void write(ContainerSeries container, SampleWriter out) throws IOException;
    }

    /** A family, whatever its name begins with. */
    private record Row(String name, String help, boolean counts, int decimals, Figures figures) {
        OwnFamily family(String prefix, boolean strict) {
            if (!counts) {
                return OwnFamily.gauge(prefix + name, help, decimals);
            }
            String end = strict && !name.endsWith("_total") ? "_total" : "";
            return OwnFamily.counter(prefix + name + end, help, decimals);
        }
    }
}
