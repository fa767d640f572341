package io.katacontainers.monitor.operator.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportPaceTest {
    private static long gapAfter(int perSecond, int seconds) {
        ReportPace pace = new ReportPace(0);
        long gap = 0;
        for (int i = 0; i < perSecond * seconds; i++) {
            gap = pace.changed(i * (1_000_000_000L / perSecond));
        }
        return gap;
    }

    @Test
    void fewReportsAreTakenASecondApart() {
        assertThat(gapAfter(1, 60)).isEqualTo(ReportPace.SHORTEST_MILLIS);
        assertThat(gapAfter(500, 60)).isEqualTo(ReportPace.SHORTEST_MILLIS);
    }

    @Test
    void theMoreThereAreTheLongerTheyWaitWithinALimit() {
        assertThat(gapAfter(900, 60)).isBetween(2_000L, 3_000L);
        assertThat(gapAfter(20_000, 20)).isEqualTo(ReportPace.LONGEST_MILLIS);
    }

    @Test
    void aBurstIsForgotten() {
        ReportPace pace = new ReportPace(0);
        for (int i = 0; i < 50_000; i++) {
            pace.changed(0);
        }
        assertThat(pace.changed(60_000_000_000L)).isEqualTo(ReportPace.SHORTEST_MILLIS);
    }
}
