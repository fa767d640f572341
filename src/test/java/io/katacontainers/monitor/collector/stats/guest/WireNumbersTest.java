package io.katacontainers.monitor.collector.stats.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import io.katacontainers.monitor.collector.runtime.RawContainerStats;
import io.katacontainers.monitor.collector.runtime.cgroups.v1.Metrics;
import io.katacontainers.monitor.collector.runtime.cri.ContainerStats;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.stats.ContainerUsage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages written by the field numbers of containerd/cgroups and of CRI alone: our protos, cut down, must read them. */
class WireNumbersTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void readsTheNumbersOfTheV1Message() throws IOException {
        byte[] bytes = message(
                bytes(1, message(number(1, 100), number(2, 101), number(3, 102), text(4, "2MB"))),
                bytes(2, message(number(1, 7), number(2, 70))),
                bytes(
                        3,
                        message(
                                bytes(
                                        1,
                                        message(
                                                number(1, 100_000_000_000L),
                                                number(2, 9_000_000_000L),
                                                number(3, 91_000_000_000L),
                                                bytes(4, varint(100)))),
                                bytes(2, message(number(1, 30), number(2, 20), number(3, 10))))),
                bytes(
                        4,
                        message(
                                number(1, 201),
                                number(2, 202),
                                number(4, 204),
                                number(5, 205),
                                number(6, 206),
                                number(9, 209),
                                number(10, 210),
                                number(13, 213),
                                number(14, 214),
                                number(18, 218),
                                number(19, 219),
                                number(21, 221),
                                number(22, 222),
                                number(23, 223),
                                number(26, 226),
                                number(27, 227),
                                number(30, 230),
                                number(31, 231),
                                bytes(33, message(number(1, 9000), number(2, 1000), number(3, 3000), number(4, 4))),
                                bytes(34, message(number(2, 1500))),
                                bytes(35, message(number(2, 55))))),
                bytes(
                        5,
                        message(
                                bytes(1, message(text(1, "Read"), number(3, 254), number(4, 1), number(5, 11))),
                                bytes(2, message(text(1, "Write"), number(3, 254), number(4, 1), number(5, 12))))),
                bytes(7, message(text(1, "eth0"), number(2, 1))),
                bytes(9, message(number(3, 1))));

        ContainerUsage usage = new UsageDecoder()
                .decode(new RawContainerStats.CgroupV1("c1", AT, Metrics.parseFrom(bytes)), Flavor.GO);

        assertThat(usage)
                .isEqualTo(new ContainerUsage(
                        AT,
                        new ContainerUsage.Cpu(100_000_000_000L, 91_000_000_000L, 9_000_000_000L, 30L, 20L, 10L),
                        new ContainerUsage.Memory(
                                1000L, 770L, 219L, 218L, 500L, 221L, 55L, 3000L, 9000L, 4L, 231L, 230L, 222L, 223L,
                                226L, 227L),
                        7L,
                        70L,
                        List.of(new ContainerUsage.BlockDevice(254L, 1L, 11L, null, null, 12L)),
                        List.of(new ContainerUsage.HugePages("2MB", 100L, 101L, 102L))));
    }

    @Test
    void readsTheNumbersOfTheV2Message() throws IOException {
        byte[] bytes = message(
                bytes(1, message(number(1, 7), number(2, 70))),
                bytes(
                        2,
                        message(
                                number(1, 100_000_000),
                                number(2, 91_000_000),
                                number(3, 9_000_000),
                                number(4, 30),
                                number(5, 20),
                                number(6, 10))),
                bytes(
                        4,
                        message(
                                number(1, 201),
                                number(2, 202),
                                number(3, 203),
                                number(4, 204),
                                number(7, 207),
                                number(8, 208),
                                number(9, 209),
                                number(11, 211),
                                number(12, 212),
                                number(13, 213),
                                number(14, 214),
                                number(18, 218),
                                number(19, 219),
                                number(32, 1000),
                                number(33, 9000),
                                number(34, 34),
                                number(35, 35),
                                number(36, 3000))),
                bytes(5, message()),
                bytes(
                        6,
                        message(bytes(
                                1,
                                message(
                                        number(1, 254),
                                        number(2, 1),
                                        number(3, 13),
                                        number(4, 14),
                                        number(5, 15),
                                        number(6, 16))))),
                bytes(7, message(number(1, 100), number(2, 101), text(3, "2MB"))),
                bytes(8, message(number(1, 81), number(2, 82), number(3, 83), number(5, 85))));

        ContainerUsage usage = new UsageDecoder()
                .decode(
                        new RawContainerStats.CgroupV2(
                                "c1",
                                AT,
                                io.katacontainers.monitor.collector.runtime.cgroups.v2.Metrics.parseFrom(bytes)),
                        Flavor.GO);

        assertThat(usage)
                .isEqualTo(new ContainerUsage(
                        AT,
                        new ContainerUsage.Cpu(100_000_000_000L, 91_000_000_000L, 9_000_000_000L, 30L, 20L, 10_000L),
                        new ContainerUsage.Memory(
                                1000L, 787L, 201L, 202L, 34L, 207L, null, 3000L, 9000L, 83L, 214L, 213L, 208L, 209L,
                                218L, 219L),
                        7L,
                        70L,
                        List.of(new ContainerUsage.BlockDevice(254L, 1L, 13L, 14L, 15L, 16L)),
                        List.of(new ContainerUsage.HugePages("2MB", 100L, null, null))));
    }

    @Test
    void readsTheNumbersOfCri() throws IOException {
        byte[] bytes = message(
                bytes(1, message(text(1, "c1"))),
                bytes(2, message(number(1, 1), bytes(2, message(number(1, 100))), bytes(3, message(number(1, 3))))),
                bytes(
                        3,
                        message(
                                number(1, 1),
                                value(2, 800),
                                value(3, 1),
                                value(4, 1000),
                                value(5, 505),
                                value(6, 606),
                                value(7, 707))),
                bytes(5, message(number(1, 1), value(2, 1), value(3, 303))));

        ContainerUsage usage = new UsageDecoder()
                .decode(new RawContainerStats.Cri("c1", AT, ContainerStats.parseFrom(bytes)), Flavor.GO);

        assertThat(usage.cpu()).isEqualTo(new ContainerUsage.Cpu(100L, null, null, null, null, null));
        assertThat(usage.memory())
                .isEqualTo(new ContainerUsage.Memory(
                        1000L, 800L, 505L, null, 303L, null, null, null, null, null, null, null, null, null, 606L,
                        707L));
    }

    /** A part of a message. */
    private interface Part {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Part... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            for (Part part : parts) {
                part.write(out);
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Part number(int field, long value) {
        return out -> out.writeUInt64(field, value);
    }

    private static Part text(int field, String value) {
        return out -> out.writeString(field, value);
    }

    private static Part bytes(int field, byte[] value) {
        return out -> out.writeByteArray(field, value);
    }

    /** A number wrapped in a message, as CRI has them. */
    private static Part value(int field, long value) {
        return bytes(field, message(number(1, value)));
    }

    private static byte[] varint(long value) {
        return message(out -> out.writeUInt64NoTag(value));
    }
}
