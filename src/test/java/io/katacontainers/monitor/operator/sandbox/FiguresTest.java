package io.katacontainers.monitor.operator.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.report.VmReport;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    private static final long MI = 1L << 20;

    @ParameterizedTest
    @CsvSource({"125829120,120Mi", "2147483648,2Gi", "2103443456,2008Mi", "512000,500Ki", "0,0", "67430000000,64256Mi"})
    void bytesAsKubernetesWritesThem(long bytes, String text) {
        assertThat(QuantityFormat.bytes(QuantityFormat.roundBytes(bytes))).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({"250,250m", "1000,1", "1250,1250m", "12345,12300m", "0,0"})
    void thousandthsAsKubernetesWritesThem(long millis, String text) {
        assertThat(QuantityFormat.millis(QuantityFormat.roundMillis(millis))).hasToString(text);
    }

    @Test
    void whatIsWrittenReadsBackEqual() {
        Random random = new Random(1);
        for (int round = 0; round < 1_000; round++) {
            long memory = random.nextLong() >>> (20 + random.nextInt(44));
            long available = random.nextLong() >>> (20 + random.nextInt(44));
            Figures figures = Figures.of(new VmReport(1, memory, available, (long) random.nextInt(10_000_000)));
            assertThat(Figures.of(figures.toStatus(1))).isEqualTo(figures);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "100,116,false",
        "100,117,true",
        "1000,1100,false",
        "1000,1102,true",
        "1000,898,true",
        "-1,10,true",
        "-1,-1,false"
    })
    void deadBandIsTheLargerOfTenPerCentAnd16Mi(long written, long now, boolean outside) {
        assertThat(memory(now).outsideDeadBandOf(memory(written))).isEqualTo(outside);
    }

    @ParameterizedTest
    @CsvSource({"100,150,false", "100,151,true", "2000,2200,false", "2000,2201,true"})
    void deadBandOfLoadIsTheLargerOfTenPerCentAnd50m(long written, long now, boolean outside) {
        assertThat(new Figures(-1, -1, -1, now).outsideDeadBandOf(new Figures(-1, -1, -1, written)))
                .isEqualTo(outside);
    }

    @Test
    void whatWasNotMeasuredIsAbsent() {
        assertThat(Figures.of(new VmReport(null, null, null, null)).toStatus(null))
                .isNull();
        assertThat(Figures.of(new VmReport(2, 1024 * MI, null, null)).toStatus(2))
                .satisfies(vm -> assertThat(vm.used()).isNull())
                .satisfies(vm -> assertThat(vm.available()).isNull());
    }

    private static Figures memory(long mi) {
        return new Figures(mi < 0 ? Figures.ABSENT : mi * MI, Figures.ABSENT, Figures.ABSENT, Figures.ABSENT);
    }
}
