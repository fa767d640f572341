package io.katacontainers.monitor.collector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "0f3c", "A_b.c-d"})
    void takesWhatRuntimesUse(String text) {
        assertThat(SandboxId.parse(text)).map(SandboxId::value).hasValue(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../x", "a/b", "a\0b", "-a", "<script>", "a b", "a\n", "%2f"})
    void refusesWhatCouldLeaveTheDirectory(String text) {
        assertThat(SandboxId.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new SandboxId(text));
    }

    @Test
    void endsAt128Characters() {
        assertThat(SandboxId.parse("a".repeat(128))).isPresent();
        assertThat(SandboxId.parse("a".repeat(129))).isEmpty();
    }
}
