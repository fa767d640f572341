package io.katacontainers.monitor.collector.stats.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.katacontainers.monitor.collector.runtime.RawContainerStats;
import io.katacontainers.monitor.collector.runtime.cgroups.v1.BlkIOEntry;
import io.katacontainers.monitor.collector.runtime.cgroups.v1.BlkIOStat;
import io.katacontainers.monitor.collector.runtime.cgroups.v1.HugetlbStat;
import io.katacontainers.monitor.collector.runtime.cgroups.v1.Metrics;
import io.katacontainers.monitor.collector.runtime.cgroups.v2.HugeTlbStat;
import io.katacontainers.monitor.collector.runtime.cgroups.v2.IOEntry;
import io.katacontainers.monitor.collector.runtime.cgroups.v2.IOStat;
import io.katacontainers.monitor.collector.runtime.cri.ContainerStats;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.stats.ContainerUsage;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guests write these messages: whatever they say, what comes out is bounded and plausible. */
class HostileMessageTest {
    private static final int ROUNDS = 700;
    private static final int MANY = 10_000;
    private static final List<String> WORDS = List.of(
            "read", "Write", "rios", "wios", "Total", "", "2MB", "1GB", "64KB", "2MB\n", "\u0000", "x".repeat(5000));
    private static final long[] NUMBERS = {
        0, 1, 254, 1L << 20, 500L << 20, 1L << 61, (1L << 62) - 1, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE, -1, -4096
    };

    private final UsageDecoder decoder = new UsageDecoder();

    @ParameterizedTest
    @EnumSource(Flavor.class)
    void believesNothingImplausible(Flavor flavor) {
        Random random = new Random(flavor.label().length());
        for (int round = 0; round < ROUNDS; round++) {
            UsageAssertions.assertTrustworthy(decode(v1(fill(Metrics.newBuilder(), random)), flavor));
            UsageAssertions.assertTrustworthy(decode(v2(fill(newV2(), random)), flavor));
            UsageAssertions.assertTrustworthy(decode(cri(fill(ContainerStats.newBuilder(), random)), flavor));
        }
    }

    @Test
    void boundsTheDevicesOfAV1Message() {
        BlkIOStat.Builder io = BlkIOStat.newBuilder();
        Metrics.Builder metrics = Metrics.newBuilder();
        for (int i = 0; i < MANY; i++) {
            io.addIoServiceBytesRecursive(BlkIOEntry.newBuilder()
                    .setOp("read")
                    .setMajor(8)
                    .setMinor(i)
                    .setValue(i + 1));
            metrics.addHugetlb(HugetlbStat.newBuilder().setPagesize(i + "MB").setUsage(1));
        }

        ContainerUsage usage = decode(v1(metrics.setBlkio(io).build()), Flavor.RUNTIME_RS);

        assertThat(usage.blockDevices()).hasSize(BlockDeviceTable.MAX_DEVICES).allMatch(d -> d.readBytes() != null);
        assertThat(usage.hugePages()).hasSize(HugePagesTable.MAX_SIZES);
    }

    @Test
    void gathersManyEntriesOfOneDevice() {
        BlkIOStat.Builder io = BlkIOStat.newBuilder();
        for (int i = 1; i <= MANY; i++) {
            io.addIoServicedRecursive(
                    BlkIOEntry.newBuilder().setOp("Write").setMajor(254).setValue(i));
        }

        ContainerUsage usage = decode(v1(Metrics.newBuilder().setBlkio(io).build()), Flavor.GO);

        assertThat(usage.blockDevices())
                .containsExactly(new ContainerUsage.BlockDevice(254L, 0L, null, null, null, (long) MANY));
    }

    @Test
    void boundsTheDevicesOfAV2Message() {
        IOStat.Builder io = IOStat.newBuilder();
        var metrics = newV2();
        for (int i = 0; i < MANY; i++) {
            io.addUsage(IOEntry.newBuilder().setMajor(8).setMinor(i).setRbytes(1));
            metrics.addHugetlb(HugeTlbStat.newBuilder().setPagesize(i + "MB").setCurrent(1));
        }

        ContainerUsage usage = decode(v2(metrics.setIo(io).build()), Flavor.GO);

        assertThat(usage.blockDevices()).hasSize(BlockDeviceTable.MAX_DEVICES);
        assertThat(usage.hugePages()).hasSize(HugePagesTable.MAX_SIZES);
    }

    private ContainerUsage decode(RawContainerStats raw, Flavor flavor) {
        return decoder.decode(raw, flavor);
    }

    private static RawContainerStats v1(Message metrics) {
        return new RawContainerStats.CgroupV1("c1", Instant.EPOCH, (Metrics) metrics);
    }

    private static RawContainerStats v2(Message metrics) {
        return new RawContainerStats.CgroupV2(
                "c1", Instant.MAX, (io.katacontainers.monitor.collector.runtime.cgroups.v2.Metrics) metrics);
    }

    private static RawContainerStats cri(Message stats) {
        return new RawContainerStats.Cri("c1", Instant.MIN, (ContainerStats) stats);
    }

    private static io.katacontainers.monitor.collector.runtime.cgroups.v2.Metrics.Builder newV2() {
        return io.katacontainers.monitor.collector.runtime.cgroups.v2.Metrics.newBuilder();
    }

    /** Any field may be missing, and hold anything. */
    private static Message fill(Message.Builder builder, Random random) {
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            if (random.nextInt(5) == 0) {
                continue;
            }
            if (!field.isRepeated()) {
                builder.setField(field, value(builder, field, random));
                continue;
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                builder.addRepeatedField(field, value(builder, field, random));
            }
        }
        return builder.build();
    }

    private static Object value(Message.Builder builder, FieldDescriptor field, Random random) {
        return switch (field.getJavaType()) {
            case MESSAGE -> fill(builder.newBuilderForField(field), random);
            case STRING -> WORDS.get(random.nextInt(WORDS.size()));
            case LONG -> number(random);
            default -> throw new AssertionError("a type that no message had: " + field);
        };
    }

    private static long number(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 1 -> random.nextLong();
            default -> random.nextLong() >>> (1 + random.nextInt(62));
        };
    }
}
