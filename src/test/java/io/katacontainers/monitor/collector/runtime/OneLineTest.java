package io.katacontainers.monitor.collector.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OneLineTest {
    @Test
    void keepsReadableTextAndReplacesTheRest() {
        assertThat(OneLine.of("größe 🚀", 64)).isEqualTo("größe 🚀");
        assertThat(OneLine.of("a\r\nb\u0000c\u2028d", 64)).isEqualTo("a  b c d");
    }

    @Test
    void cutsBetweenCharacters() {
        assertThat(OneLine.of("ab🚀", 3)).isEqualTo("ab");
        assertThat(OneLine.of("ab🚀", 4)).isEqualTo("ab🚀");
    }

    @Property(tries = 300)
    void isAlwaysOneBoundedLine(@ForAll String text) {
        assertThat(OneLine.of(text, 20)).hasSizeLessThanOrEqualTo(20).doesNotContain("\n", "\r", "\u0000");
    }
}
