package io.katacontainers.monitor.collector.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.runtime.ContainerMetadata;
import io.katacontainers.monitor.collector.runtime.SandboxFacts;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OverheadMeterTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final long MIB = 1024 * 1024;
    private static final long SECOND = 1_000_000_000;
    private static final SandboxFacts UNDECLARED = SandboxFacts.UNKNOWN;

    private final OverheadMeter meter = new OverheadMeter(Duration.ofSeconds(30));

    @Test
    void isWhatTheHostUsesLessWhatTheContainersUse() {
        HostUsage before = host(0, process(0, 10 * SECOND), process(0, SECOND), process(0, SECOND));
        HostUsage now =
                host(10, process(300 * MIB, 18 * SECOND), process(20 * MIB, 2 * SECOND), process(30 * MIB, 2 * SECOND));
        Overhead overhead = meter.measure(
                sandbox("qemu"),
                before,
                now,
                Set.of("a", "b"),
                List.of(container("a", 60 * MIB, 0.5), container("b", 40 * MIB, 0.25), container("gone", 1L, 9.0)),
                new SandboxFacts(null, null, 320 * MIB, 250L, List.of()));
        assertThat(overhead).isEqualTo(new Overhead(250 * MIB, 0.25, 320 * MIB, 0.25));
    }

    @Test
    void isNeverNegativeWhateverAGuestClaims() {
        HostUsage before = host(0, process(MIB, SECOND), null, null);
        HostUsage now = host(10, process(MIB, 2 * SECOND), null, null);
        List<ContainerSample> claims =
                List.of(container("a", Long.MAX_VALUE, 64.0), container("b", Long.MAX_VALUE, Double.MAX_VALUE));
        assertThat(meter.measure(sandbox("qemu"), before, now, Set.of("a", "b"), claims, UNDECLARED))
                .isEqualTo(new Overhead(null, 0.0, null, null));
    }

    @Test
    void isUnknownWithoutTheProcessThatHoldsTheGuest() {
        HostUsage shimOnly = host(0, null, process(MIB, 0), process(MIB, 0));
        assertThat(measure(sandbox("qemu"), shimOnly)).isNull();
        assertThat(measure(sandbox(null), shimOnly)).isNull();
        assertThat(measure(sandbox("dragonball"), shimOnly)).isEqualTo(2 * MIB);
        assertThat(measure(sandbox("dragonball"), host(0, null, process(MIB, 0), null)))
                .isNull();
    }

    @Test
    void isUnknownWithoutAFreshFigureOfEveryRunningContainer() {
        HostUsage now = host(0, process(MIB, 0), null, process(MIB, 0));
        assertThat(memory(now, null, List.of())).isNull();
        assertThat(memory(now, Set.of("a"), List.of())).isNull();
        assertThat(memory(now, Set.of("a"), List.of(container("a", null, 1.0)))).isNull();
        assertThat(memory(now, Set.of("a"), List.of(container("a", -1L, 1.0)))).isNull();
        assertThat(memory(now, Set.of("a"), List.of(container("a", MIB, null)))).isEqualTo(MIB);
        assertThat(memory(host(100, process(MIB, 0), null, null), Set.of("a"), List.of(container("a", 1L, 1.0))))
                .isNull();
        assertThat(memory(now, Set.of(), List.of())).isEqualTo(2 * MIB);
    }

    @Test
    void coresNeedTheSameProcessesTwice() {
        HostUsage now = host(10, process(MIB, 10 * SECOND), null, process(MIB, 5 * SECOND));
        assertThat(cores(null, now)).isNull();
        assertThat(cores(host(0, process(MIB, 11 * SECOND), null, process(MIB, 0)), now))
                .isNull();
        assertThat(cores(host(0, process(MIB, 0), process(MIB, 0), process(MIB, 0)), now))
                .isNull();
        assertThat(cores(host(0, null, null, process(MIB, 0)), now)).isNull();
        assertThat(cores(host(10, process(MIB, 0), null, process(MIB, 0)), now)).isNull();
        assertThat(cores(host(20, process(MIB, 0), null, process(MIB, 0)), now)).isNull();
        assertThat(cores(host(0, process(MIB, 0), null, process(MIB, 0)), now)).isEqualTo(1.5);
    }

    @Test
    void coresNeedThoseOfEveryContainer() {
        HostUsage before = host(0, process(MIB, 0), null, null);
        HostUsage now = host(10, process(MIB, 10 * SECOND), null, null);
        for (Double unusable : new Double[] {null, Double.NaN, Double.POSITIVE_INFINITY, -1.0}) {
            assertThat(meter.measure(
                                    sandbox("qemu"),
                                    before,
                                    now,
                                    Set.of("a"),
                                    List.of(container("a", 1L, unusable)),
                                    UNDECLARED)
                            .cores())
                    .isNull();
        }
    }

    private @Nullable Long measure(Sandbox sandbox, HostUsage now) {
        return meter.measure(sandbox, null, now, Set.of(), List.of(), UNDECLARED)
                .memoryBytes();
    }

    private @Nullable Long memory(HostUsage now, @Nullable Set<String> running, List<ContainerSample> containers) {
        return meter.measure(sandbox("qemu"), null, now, running, containers, UNDECLARED)
                .memoryBytes();
    }

    private @Nullable Double cores(@Nullable HostUsage before, HostUsage now) {
        return meter.measure(sandbox("qemu"), before, now, Set.of(), List.of(), UNDECLARED)
                .cores();
    }

    private static Sandbox sandbox(@Nullable String hypervisor) {
        return new Sandbox(
                new SandboxId("abc"),
                Path.of("/run/kata/abc"),
                Flavor.RUNTIME_RS,
                hypervisor,
                new ScrapeVerdict.Allowed(),
                null,
                false);
    }

    private static HostUsage host(
            int second,
            @Nullable ProcessUsage hypervisor,
            @Nullable ProcessUsage virtiofsd,
            @Nullable ProcessUsage shim) {
        return new HostUsage(NOW.plusSeconds(second), hypervisor, virtiofsd, shim, null, null);
    }

    private static ProcessUsage process(long rssBytes, long cpuNanos) {
        return new ProcessUsage(rssBytes, cpuNanos, null, 1);
    }

    private static ContainerSample container(String id, @Nullable Long memory, @Nullable Double cores) {
        ContainerUsage.Memory usage = new ContainerUsage.Memory(
                memory, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
        ContainerUsage.Cpu cpu = new ContainerUsage.Cpu(null, null, null, null, null, null);
        return new ContainerSample(
                new ContainerMetadata(id, id, "", ContainerMetadata.State.RUNNING),
                null,
                new ContainerUsage(NOW.plusSeconds(5), cpu, usage, null, null, List.of(), List.of()),
                cores,
                null);
    }
}
