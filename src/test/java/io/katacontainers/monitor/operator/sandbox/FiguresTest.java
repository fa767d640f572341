package io.katacontainers.monitor.operator.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsMode;
import io.katacontainers.monitor.operator.sandbox.SandboxConditions.Transitions;
import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.VmReport;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FiguresTest {
    private static final long MI = 1L << 20;
    private static final SandboxFixture WEB = SandboxFixture.running("0123456789abcdef", "web");

    private static KataSandboxMetricsStatus status(SandboxFixture sandbox) {
        return status(sandbox, sandbox.containers().size());
    }

    private static KataSandboxMetricsStatus status(SandboxFixture sandbox, int containers) {
        return StatusFactory.reported(
                new Sighting(sandbox.report(), containers, OomKills.NONE),
                DeclaredOverhead.NONE,
                SandboxMetricsMode.Full,
                Transitions.NONE,
                Instant.EPOCH);
    }

    private static boolean outside(SandboxFixture now, SandboxFixture written) {
        return Figures.of(status(now)).outsideDeadBandOf(Figures.of(status(written)));
    }

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
    void whatIsWrittenReadsBackRounded() {
        Random random = new Random(1);
        for (int round = 0; round < 1_000; round++) {
            long memory = random.nextLong() >>> (20 + random.nextInt(44));
            long available = random.nextLong() >>> (20 + random.nextInt(44));
            long load = random.nextInt(10_000_000);
            var vm = Objects.requireNonNull(
                    status(WEB.with(new VmReport(1, memory, available, load))).vm());
            assertThat(QuantityFormat.toBytes(Objects.requireNonNull(vm.memory())))
                    .isEqualTo(QuantityFormat.roundBytes(memory));
            assertThat(QuantityFormat.toMillis(Objects.requireNonNull(vm.load())))
                    .isEqualTo(QuantityFormat.roundMillis(load));
        }
    }

    @ParameterizedTest
    @CsvSource({"100,116,false", "100,117,true", "1000,1096,false", "1000,1104,true", "1000,896,true"})
    void deadBandOfMemoryIsTheLargerOfTenPerCentAnd16Mi(long written, long now, boolean outside) {
        assertThat(outside(WEB.using(0, now, null), WEB.using(0, written, null)))
                .isEqualTo(outside);
        assertThat(outside(WEB.costing(0, now), WEB.costing(0, written))).isEqualTo(outside);
        assertThat(outside(
                        WEB.with(new VmReport(null, now * MI, null, null)),
                        WEB.with(new VmReport(null, written * MI, null, null))))
                .isEqualTo(outside);
    }

    @ParameterizedTest
    @CsvSource({"100,150,false", "100,151,true", "2000,2200,false", "2000,2210,true"})
    void deadBandOfCpuAndLoadIsTheLargerOfTenPerCentAnd50m(long written, long now, boolean outside) {
        assertThat(outside(WEB.using(now, 0, null), WEB.using(written, 0, null)))
                .isEqualTo(outside);
        assertThat(outside(WEB.costing(now, 0), WEB.costing(written, 0))).isEqualTo(outside);
        assertThat(outside(
                        WEB.with(new VmReport(null, null, null, now)),
                        WEB.with(new VmReport(null, null, null, written))))
                .isEqualTo(outside);
    }

    @Test
    void whatAppearsOrVanishesIsOutsideOfAnyBand() {
        assertThat(outside(WEB.costing(0, 0), WEB)).isTrue();
        assertThat(outside(WEB, WEB.costing(0, 0))).isTrue();
        assertThat(outside(WEB, WEB)).isFalse();
    }

    @Test
    void whatWasNotMeasuredIsAbsent() {
        var nothing = status(WEB.with(new VmReport(null, null, null, null)));
        assertThat(nothing.vm()).isNull();
        assertThat(nothing.usage()).isNull();
        assertThat(nothing.overhead()).isNull();
        assertThat(status(WEB.with(new VmReport(2, 1024 * MI, null, null))).vm())
                .satisfies(vm -> assertThat(vm.used()).isNull())
                .satisfies(vm -> assertThat(vm.available()).isNull());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1L << 62})
    void containersAreSummed(long figure) {
        var usage = Objects.requireNonNull(status(WEB.with(List.of(
                        container("a", ContainerReport.State.RUNNING, figure),
                        container("b", ContainerReport.State.RUNNING, figure),
                        container("c", ContainerReport.State.EXITED, null))))
                .usage());
        long sum = figure > 1 ? figure : 2 * figure;
        assertThat(QuantityFormat.toBytes(Objects.requireNonNull(usage.memory())))
                .isEqualTo(sum);
    }

    @Test
    void aSumThatLacksARunningContainerIsNone() {
        assertThat(status(WEB.with(List.of(
                                container("a", ContainerReport.State.RUNNING, 1L),
                                container("b", ContainerReport.State.RUNNING, null))))
                        .usage())
                .isNull();
        assertThat(status(WEB.using(1, 1, null), 65).usage()).isNull();
    }

    private static ContainerReport container(String name, ContainerReport.State state, @Nullable Long figure) {
        return new ContainerReport(name, name, null, state, figure, figure, null, null, null);
    }
}
