package io.katacontainers.monitor.collector.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
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

    @Test
    void isAlwaysOneBoundedLine() {
        Random random = new Random(1);
        for (int round = 0; round < 1_000; round++) {
            String text = random.ints(random.nextInt(40), 0, Character.MAX_CODE_POINT + 1)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(OneLine.of(text, 20)).hasSizeLessThanOrEqualTo(20).doesNotContain("\n", "\r", "\u0000");
        }
    }
}
