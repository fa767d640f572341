package io.katacontainers.monitor.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict.Quarantined;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpinWatchTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3600 * SECOND;

    private Optional<Duration> cpu = Optional.of(Duration.ZERO);
    private final SpinWatch watch = new SpinWatch(new SandboxId("a"), id -> cpu);

    @Test
    void aShimThatBurnsACoreAfterATimeoutIsQuarantined() {
        watch.timedOut(0);
        assertThat(watch.observing(4 * SECOND)).isTrue();
        assertThat(watch.observing(5 * SECOND)).isFalse();
        cpu = Optional.of(Duration.ofMillis(9_900));
        assertThat(watch.check(10 * SECOND)).contains(new Quarantined("shim_spins"));
        assertThat(watch.current()).isPresent();
    }

    @Test
    void aShimThatOnlyWaitsIsNot() {
        for (int i = 0; i < 30; i++) {
            watch.timedOut(i * 10L * SECOND);
            cpu = cpu.map(time -> time.plusSeconds(2));
            assertThat(watch.check((i + 1) * 10L * SECOND)).isEmpty();
        }
    }

    @Test
    void whereNothingCanBeReadTenTimeoutsInARowSuffice() {
        cpu = Optional.empty();
        for (int i = 0; i < 10; i++) {
            assertThat(watch.check(i * SECOND)).isEmpty();
            watch.timedOut(i * SECOND);
        }
        assertThat(watch.check(10 * SECOND)).contains(new Quarantined("repeated_timeouts"));
    }

    @Test
    void anAnswerBreaksTheRow() {
        cpu = Optional.empty();
        for (int i = 0; i < 9; i++) {
            watch.timedOut(i);
        }
        watch.answered();
        watch.timedOut(10);
        assertThat(watch.check(11)).isEmpty();
    }

    @Test
    void oneProbeAnHour() {
        cpu = Optional.empty();
        for (int i = 0; i < 10; i++) {
            watch.timedOut(0);
        }
        assertThat(watch.check(0)).isPresent();
        assertThat(watch.waitingForProbe(HOUR - 1)).isTrue();
        assertThat(watch.check(HOUR)).isEmpty();
        assertThat(watch.check(HOUR + SECOND)).isPresent();
        watch.timedOut(HOUR + 3 * SECOND);
        assertThat(watch.waitingForProbe(2 * HOUR - 1)).isTrue();
        assertThat(watch.check(2 * HOUR)).isEmpty();
        watch.answered();
        assertThat(watch.current()).isEmpty();
    }

    @Test
    void noProbeWhileItStillSpins() {
        watch.timedOut(0);
        cpu = Optional.of(Duration.ofSeconds(10));
        assertThat(watch.check(10 * SECOND)).isPresent();
        cpu = Optional.of(Duration.ofSeconds(10 + 3600));
        assertThat(watch.check(10 * SECOND + HOUR)).isPresent();
        // Ended at last.
        assertThat(watch.check(10 * SECOND + 2 * HOUR)).isEmpty();
    }
}
