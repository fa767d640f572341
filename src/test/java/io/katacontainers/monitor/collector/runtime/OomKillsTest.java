package io.katacontainers.monitor.collector.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OomKillsTest {
    private final OomKills kills = new OomKills();

    @Test
    void tellsNothingBeforeARuntimeDoes() {
        kills.retain(Set.of("c1"));
        assertThat(kills.of("c1")).isEmpty();
        kills.watching();
        assertThat(kills.of("c1")).hasValue(0);
    }

    @Test
    void keepsAKillThatCameBeforeItsContainerWasListed() {
        kills.count("c1");
        kills.retain(Set.of("c1"));
        kills.count("c1");
        assertThat(kills.of("c1")).hasValue(2);
    }

    @Test
    void forgetsContainersThatAreGone() {
        kills.retain(Set.of("c1", "c2"));
        kills.count("c1");
        kills.retain(Set.of("c2"));
        assertThat(kills.of("c1")).isEmpty();
        kills.retain(Set.of("c1"));
        assertThat(kills.of("c1")).hasValue(0);
    }

    @Test
    void remembersAFewStrangersOnly() {
        kills.retain(Set.of("c1"));
        kills.count("c1");
        IntStream.rangeClosed(0, OomKills.MAX_STRANGERS).forEach(i -> kills.count("stranger-" + i));
        assertThat(kills.of("stranger-0")).isEmpty();
        assertThat(kills.of("stranger-1")).hasValue(1);
        assertThat(kills.of("c1")).hasValue(1);
    }
}
