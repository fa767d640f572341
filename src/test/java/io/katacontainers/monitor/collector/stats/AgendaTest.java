package io.katacontainers.monitor.collector.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private static final long INTERVAL = Duration.ofSeconds(9).toNanos();
    private static final long NEVER = Duration.ofMinutes(1).toNanos();

    /** A monotonic clock may overflow: this one does after a second. */
    private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    private final Map<String, Long> times = new LinkedHashMap<>();
    private final Set<String> doubtful = new HashSet<>();
    private int looks;
    private final Agenda<String> agenda = new Agenda<>((who, at) -> {
        looks++;
        Long time = times.get(who);
        return time == null ? null : new Agenda.Turn(time, doubtful.contains(who));
    });

    @Test
    void looksOnlyAtThoseWhoseTimeHasCome() {
        int all = 9000;
        for (int i = 0; i < all; i++) {
            times.put("s" + i, now + i * (INTERVAL / all));
        }
        agenda.renew(times.keySet(), now);
        for (int step = 0; step < 900; step++) {
            looks = 0;
            List<String> taken = take(true);
            for (String who : taken) {
                times.merge(who, INTERVAL, Long::sum);
                agenda.add(who, now);
            }
            assertThat(taken).hasSizeLessThanOrEqualTo(20);
            assertThat(looks).isLessThanOrEqualTo(3 * taken.size());
            now += Duration.ofMillis(10).toNanos();
        }
    }

    @Test
    void whoWaitsForTheLongestIsFirstAndTheDoubtfulAreLast() {
        at("late", 2);
        at("doubtful", 0);
        at("early", 1);
        at("doubtful later", 3);
        doubtful.addAll(Set.of("doubtful", "doubtful later"));
        agenda.renew(times.keySet(), now);
        pass(Duration.ofSeconds(5));
        assertThat(take(false)).containsExactly("early", "late");
        assertThat(take(true)).containsExactly("doubtful", "doubtful later");
    }

    @Test
    void whoFoundNoPlaceNeedNotWaitForTheNextGathering() {
        at("a", 1);
        at("b", 1);
        agenda.renew(times.keySet(), now);
        pass(Duration.ofSeconds(1));
        assertThat(agenda.take(true, now)).isEqualTo("a");
        assertThat(agenda.left(now, NEVER)).isEqualTo(NEVER);
        assertThat(agenda.take(true, now)).isEqualTo("b");
        assertThat(agenda.take(true, now)).isNull();
    }

    @Test
    void callsThoseTogetherWhoseTimeComesSoonAfterEachOther() {
        long first = now + Duration.ofSeconds(1).toNanos();
        times.put("a", first);
        times.put("b", first + 1);
        times.put("c", first + Agenda.GATHERING.toNanos());
        times.put("d", first + Agenda.GATHERING.toNanos() + 1);
        agenda.renew(times.keySet(), now);
        assertThat(agenda.left(now, NEVER)).isEqualTo(Duration.ofSeconds(1).toNanos());
        pass(Duration.ofSeconds(1).minusNanos(1));
        assertThat(take(true)).isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(take(true)).containsExactly("a", "b", "c");
        assertThat(agenda.left(now, NEVER)).isEqualTo(Agenda.GATHERING.toNanos() + 1);
    }

    @Test
    void callsNoMoreTogetherThanAFew() {
        for (int i = 0; i < 2 * Agenda.MOST_GATHERED; i++) {
            times.put("s" + i, now + 1 + i);
        }
        agenda.renew(times.keySet(), now);
        pass(Duration.ofNanos(1));
        assertThat(take(true)).hasSize(Agenda.MOST_GATHERED);
    }

    @Test
    void whatIsAddedAfterItsTimeNeedNotWait() {
        at("a", 0);
        agenda.renew(times.keySet(), now);
        assertThat(take(true)).containsExactly("a");
        at("b", 0);
        agenda.add("b", now);
        assertThat(take(true)).containsExactly("b");
    }

    @Test
    void whoWaitsForAPlaceMayBecomeDoubtfulAndMayHaveNothingToDoAnyMore() {
        for (String who : List.of("well", "doubtful", "later", "done")) {
            at(who, 0);
        }
        agenda.renew(times.keySet(), now);
        assertThat(agenda.take(false, now)).isEqualTo("well");
        doubtful.add("doubtful");
        at("later", 7);
        times.remove("done");
        assertThat(take(false)).isEmpty();
        assertThat(take(true)).containsExactly("doubtful");
        pass(Duration.ofSeconds(7));
        assertThat(take(true)).containsExactly("later");
    }

    @Test
    void renewedItKnowsOnlyWhomItIsGiven() {
        at("a", 0);
        at("b", 0);
        agenda.renew(List.of("a", "b"), now);
        assertThat(agenda.take(true, now)).isEqualTo("a");
        agenda.renew(List.of("a"), now);
        assertThat(take(true)).containsExactly("a");
        agenda.renew(List.of(), now);
        assertThat(take(true)).isEmpty();
        assertThat(agenda.left(now, NEVER)).isEqualTo(NEVER);
    }

    private void at(String who, int seconds) {
        times.put(who, now + Duration.ofSeconds(seconds).toNanos());
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private List<String> take(boolean doubtfulToo) {
        List<String> taken = new ArrayList<>();
        for (String who = agenda.take(doubtfulToo, now); who != null; who = agenda.take(doubtfulToo, now)) {
            taken.add(who);
        }
        return taken;
    }
}
