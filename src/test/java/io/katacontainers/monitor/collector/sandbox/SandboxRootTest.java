package io.katacontainers.monitor.collector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxRootTest {
    @Test
    void prefixNamesTheFlavor() {
        assertThat(SandboxRoot.parse("go:/run/vc/sbs")).isEqualTo(new SandboxRoot(Path.of("/run/vc/sbs"), Flavor.GO));
        assertThat(SandboxRoot.parse("rust:/run/kata"))
                .isEqualTo(new SandboxRoot(Path.of("/run/kata"), Flavor.RUNTIME_RS));
        assertThat(SandboxRoot.parse("/some/dir")).isEqualTo(new SandboxRoot(Path.of("/some/dir"), null));
        assertThat(SandboxRoot.parse("/with:colon").path()).isEqualTo(Path.of("/with:colon"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"go:/run/vc/sbs", "rust:/run/kata", "/some/dir"})
    void isWrittenAsItIsRead(String value) {
        assertThat(SandboxRoot.parse(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run/kata", "go:", "go:run/vc", "rust:../kata", "java:/run/kata", ":/run", "GO:/run"})
    void relativePathsAndUnknownPrefixesAreRefusedInOneLine(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SandboxRoot.parse(value))
                .withMessageStartingWith("sandbox directory '" + value + "' must be")
                .withMessageNotContaining("\n");
    }

    @Test
    void aPathWithNulIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> SandboxRoot.parse("go:/run/\0"));
    }
}
