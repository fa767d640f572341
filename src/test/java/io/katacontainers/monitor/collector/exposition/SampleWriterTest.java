package io.katacontainers.monitor.collector.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleWriterTest {
    private static final LabelBlock POD = LabelBlock.of("pod", "a\"b\\c\nd\0", "namespace", "größe");
    private static final Instant THEN = Instant.ofEpochMilli(1_700_000_000_123L);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void writesAFamilyWithItsHeaderOnce() throws IOException {
        SampleWriter writer = new SampleWriter(FamilyFilter.all(), out);
        assertThat(writer.begin(OwnFamily.counter("kata_sandbox_x_seconds_total", "Of \\ x,\nin all.", 9)))
                .isTrue();
        writer.add(POD, LabelBlock.of("cpu", "total"), 1_500_000_000L, THEN);
        writer.add(POD, null, 0L, null);
        writer.finish();
        assertThat(text()).isEqualTo("""
                # HELP kata_sandbox_x_seconds_total Of \\\\ x,\\nin all.
                # TYPE kata_sandbox_x_seconds_total counter
                kata_sandbox_x_seconds_total{pod="a\\"b\\\\c\\nd\ufffd",namespace="größe",cpu="total"} 1.5 1700000000123
                kata_sandbox_x_seconds_total{pod="a\\"b\\\\c\\nd\ufffd",namespace="größe"} 0
                """);
        assertThat(StrictReader.read(out.toByteArray())).hasSize(1);
    }

    @Test
    void whatIsAbsentLeavesNoTrace() throws IOException {
        SampleWriter writer = new SampleWriter(FamilyFilter.parse("kata_y"), out);
        assertThat(writer.begin(OwnFamily.gauge("kata_x", "Not asked for.", 0))).isFalse();
        assertThat(writer.begin(OwnFamily.gauge("kata_y", "Asked for.", 0))).isTrue();
        writer.add(POD, null, null, THEN);
        writer.add(POD, null, -1L, THEN);
        writer.finish();
        assertThat(text()).isEmpty();
    }

    @Test
    void noNumberLosesAnything() throws IOException {
        Random random = new Random(1);
        TextBuffer buffer = new TextBuffer(out);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            long unscaled = i < 100 ? i : i == 100 ? Long.MAX_VALUE : random.nextLong() >>> (1 + random.nextInt(63));
            int decimals = i % 10;
            buffer.write(unscaled, decimals);
            buffer.write('\n');
            BigDecimal number = BigDecimal.valueOf(unscaled, decimals);
            expected.append(number.stripTrailingZeros().toPlainString()).append('\n');
        }
        buffer.drain();
        assertThat(text()).isEqualTo(expected.toString());
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
