package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.runtime.ContainerFacts;
import io.katacontainers.monitor.collector.runtime.ContainerMetadata;
import io.katacontainers.monitor.collector.runtime.PodInterface;
import io.katacontainers.monitor.collector.stats.ContainerSample;
import io.katacontainers.monitor.collector.stats.ContainerUsage;
import io.katacontainers.monitor.collector.stats.ContainerUsage.BlockDevice;
import io.katacontainers.monitor.collector.stats.ContainerUsage.Cpu;
import io.katacontainers.monitor.collector.stats.ContainerUsage.HugePages;
import io.katacontainers.monitor.collector.stats.ContainerUsage.Memory;
import io.katacontainers.monitor.collector.stats.HostUsage;
import io.katacontainers.monitor.collector.stats.Overhead;
import io.katacontainers.monitor.collector.stats.ProcessUsage;
import io.katacontainers.monitor.collector.stats.SandboxStatistics;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statistics of three sandboxes: one of which all is known, one of which little is, and one without a pod. */
final class StatisticsSamples {
    static final String WHOLE = "whole";
    static final String SPARSE = "sparse";
    static final String NAMELESS = "nameless";

    /** Names that would break a page which did not escape them. */
    static final String HOSTILE = "a\"b\\c\nd{}";

    private static final Instant THEN = Instant.ofEpochMilli(1_700_000_000_123L);
    private static final Memory NO_MEMORY =
            new Memory(null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    private StatisticsSamples() {}

    static FakeStatistics statistics() {
        return new FakeStatistics()
                .with(WHOLE, whole())
                .with(SPARSE, sparse())
                .with(
                        NAMELESS,
                        new SandboxStatistics(
                                List.of(container("stray", "image:1", null)),
                                null,
                                Overhead.UNKNOWN,
                                List.of(),
                                SandboxStatistics.Guest.ANSWERED));
    }

    static FakePods pods() {
        return new FakePods().with(WHOLE, "shop", "till").with(SPARSE, "shop", "cart");
    }

    private static SandboxStatistics whole() {
        ContainerUsage usage = new ContainerUsage(
                THEN,
                new Cpu(12_345_678_901L, 8_000_000_000L, 4_345_678_901L, 1200L, 34L, 5_600_000_000L),
                new Memory(
                        104_857_600L,
                        94_371_840L,
                        73_400_320L,
                        31_457_280L,
                        0L,
                        4_194_304L,
                        2_097_152L,
                        125_829_120L,
                        268_435_456L,
                        7L,
                        20_971_520L,
                        10_485_760L,
                        8192L,
                        4096L,
                        123_456L,
                        78L),
                17L,
                1024L,
                List.of(
                        new BlockDevice(254L, 0L, 1_048_576L, 524_288L, 64L, 32L),
                        // A guest that names a device twice.
                        new BlockDevice(254L, 0L, 1L, 1L, 1L, 1L),
                        new BlockDevice(null, null, 2048L, null, 2L, null)),
                List.of(
                        new HugePages("2MB", 4_194_304L, 8_388_608L, 3L),
                        new HugePages("2MB", 0L, 0L, 0L),
                        new HugePages(HOSTILE, -1L, null, 1L)));
        return new SandboxStatistics(
                List.of(
                        container(HOSTILE, HOSTILE, null),
                        new ContainerSample(
                                metadata("app", "registry.example/shop/app:1"),
                                new ContainerFacts(
                                        "id-of-app",
                                        Instant.ofEpochSecond(1_699_990_000),
                                        100_000L,
                                        50_000L,
                                        512L,
                                        268_435_456L),
                                usage,
                                0.5,
                                1L)),
                new HostUsage(
                        THEN,
                        new ProcessUsage(536_870_912, 99_120_000_000L, 120L, 12),
                        new ProcessUsage(33_554_432, 1_230_000_000L, 30L, 4),
                        new ProcessUsage(50_331_648, 2_340_000_000L, 25L, 14),
                        700_000_000L,
                        103_000_000_123L),
                new Overhead(167_772_160L, 0.0625, 335_544_320L, 0.25),
                List.of(
                        new PodInterface("eth0", 1_000_000L, 1L, 2_000_000L, 2L),
                        new PodInterface("eth0", 5L, 5L, 5L, 5L),
                        new PodInterface(HOSTILE, 7L, null, 8L, null)),
                SandboxStatistics.Guest.ANSWERED);
    }

    private static SandboxStatistics sparse() {
        return new SandboxStatistics(
                List.of(container("app", "registry.example/shop/cart:2", 0L)),
                new HostUsage(THEN, null, null, new ProcessUsage(8192, 10_000_000, null, 1), null, null),
                new Overhead(null, Double.NaN, 1L, null),
                List.of(),
                SandboxStatistics.Guest.ANSWERED);
    }

    /** A container that the runtime told little of; without a quota the kernel counts no periods. */
    private static ContainerSample container(String name, String image, @Nullable Long periods) {
        return new ContainerSample(
                metadata(name, image),
                null,
                new ContainerUsage(
                        THEN,
                        new Cpu(1_000_000L, null, null, periods, periods, null),
                        NO_MEMORY,
                        null,
                        null,
                        List.of(),
                        List.of()),
                null,
                null);
    }

    private static ContainerMetadata metadata(String name, String image) {
        return new ContainerMetadata(
                name.equals(HOSTILE) ? "id-of-hostile" : "id-of-" + name, name, image, ContainerMetadata.State.RUNNING);
    }
}
