package io.katacontainers.monitor.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BandTest {
    private static final Band BAND = new Band(16);

    @Test
    void holdsWithinTheLeastStep() {
        assertThat(BAND.hold(100L, 116L)).isEqualTo(100);
        assertThat(BAND.hold(100L, 84L)).isEqualTo(100);
        assertThat(BAND.hold(100L, 117L)).isEqualTo(117);
    }

    @Test
    void holdsWithinTenPercentOfALargeFigure() {
        assertThat(BAND.hold(1000L, 1100L)).isEqualTo(1000);
        assertThat(BAND.hold(1000L, 1101L)).isEqualTo(1101);
    }

    @Test
    void tellsAppearanceAndDisappearanceAtOnce() {
        assertThat(BAND.hold(null, 1L)).isEqualTo(1);
        assertThat(BAND.hold(1L, null)).isNull();
    }

    @Test
    void doesNotCreepAlongWithASlowDrift() {
        Long held = 1000L;
        for (long now = 1000; now <= 1100; now++) {
            held = BAND.hold(held, now);
        }
        assertThat(held).isEqualTo(1000);
    }
}
