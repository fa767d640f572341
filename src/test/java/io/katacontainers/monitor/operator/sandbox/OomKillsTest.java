package io.katacontainers.monitor.operator.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.report.SandboxReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OomKillsTest {
    private static final SandboxFixture WEB = SandboxFixture.running("0123456789abcdef", "web");
    private static final String CONTAINER = "c-0123456789abcdef";

    private static SandboxReport report(@Nullable Long kills) {
        return WEB.using(1, 1, kills).report();
    }

    /** {@code -} stands for a report that does not tell. */
    @ParameterizedTest
    @CsvSource({
        "0, 0 1 1 3, 3, 1 2",
        "0, 2 0 1, 3, 1",
        "5, 2 2 3, 6, 1",
        "5, 0 0 1, 6, 1",
        "0, - 4 5, 5, 1",
        "2, - - 2, 2, ''",
        "0, 4611686018427387904 0 4611686018427387904, 9007199254740992, ''"
    })
    void totalsRiseWithTheCollectorsCountsAndNeverFall(long written, String counts, long total, String rises) {
        OomKills kills = written == 0 ? OomKills.NONE : new OomKills(Map.of(CONTAINER, written));
        SandboxReport before = null;
        List<Long> told = new ArrayList<>();
        for (String count : counts.trim().split(" ")) {
            SandboxReport now = report(count.equals("-") ? null : Long.valueOf(count));
            OomKills after = kills.after(before, now);
            after.risesSince(kills, before, now).forEach(rise -> told.add(rise.kills()));
            kills = after;
            before = now;
        }
        assertThat(kills.totals()).containsExactly(Map.entry(CONTAINER, total));
        assertThat(told.stream().map(String::valueOf))
                .containsExactlyElementsOf(rises.isEmpty() ? List.of() : List.of(rises.split(" ")));
    }

    @Test
    void whatNobodyTellsIsAbsentAndWhatNeverHappenedIsZero() {
        assertThat(OomKills.NONE.of(report(null).containers().get(0))).isNull();
        assertThat(OomKills.NONE.of(report(0L).containers().get(0))).isZero();
    }

    @Test
    void aReportWithoutContainersForgetsNothingAndOneWithOthersDoes() {
        OomKills kills = new OomKills(Map.of(CONTAINER, 2L));
        assertThat(kills.after(report(2L), WEB.with(List.of()).report())).isEqualTo(kills);
        assertThat(kills.after(report(2L), SandboxFixture.running("ffff", "web").report()))
                .isEqualTo(OomKills.NONE);
    }
}
