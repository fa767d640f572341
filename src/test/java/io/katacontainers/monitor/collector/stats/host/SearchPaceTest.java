package io.katacontainers.monitor.collector.stats.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SearchPaceTest {
    private static final String OLD = "old";
    private static final String NEW = "new";

    private long now = Long.MAX_VALUE - 5;
    private final SearchPace<String> pace = new SearchPace<>(Duration.ofSeconds(10), Duration.ofSeconds(60), () -> now);

    @Test
    void nothingIsSoughtWhereNothingIsMissing() {
        assertThat(pace.due(Set.of())).isFalse();
    }

    @Test
    void whatIsSoughtInVainIsSoughtEverMoreRarely() {
        List<Integer> searches = new ArrayList<>();
        for (int second = 0; second <= 200; second++) {
            if (pace.due(Set.of(OLD))) {
                pace.searched(Set.of(OLD));
                searches.add(second);
            }
            now += Duration.ofSeconds(1).toNanos();
        }
        assertThat(searches).containsExactly(0, 10, 30, 70, 130, 190);
    }

    @Test
    void whatIsNewIsSoughtSoon() {
        pace.searched(Set.of(OLD));
        now += Duration.ofSeconds(10).toNanos();
        pace.searched(Set.of(OLD));
        assertThat(pace.due(Set.of(OLD, NEW))).isFalse();
        now += Duration.ofSeconds(10).toNanos();
        assertThat(pace.due(Set.of(OLD))).isFalse();
        assertThat(pace.due(Set.of(OLD, NEW))).isTrue();
    }
}
