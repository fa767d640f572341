package io.katacontainers.monitor.collector.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeEndpointTest {
    @ParameterizedTest
    @CsvSource({
        "/no/protocol, /no/protocol",
        "unix:///a, /a",
        "unix:///run/containerd/containerd.sock, /run/containerd/containerd.sock",
        "/run/../run/crio/crio.sock, /run/crio/crio.sock",
    })
    void takesPathsWithAndWithoutScheme(String setting, Path socket) {
        assertThat(RuntimeEndpoint.parse(setting).candidates()).containsExactly(socket);
    }

    @Test
    void autoTriesTheWellKnownSocketsInOrder() {
        assertThat(RuntimeEndpoint.parse("auto").candidates())
                .map(Path::toString)
                .containsExactly(
                        "/run/containerd/containerd.sock",
                        "/run/k3s/containerd/containerd.sock",
                        "/run/k0s/containerd.sock",
                        "/var/snap/microk8s/common/run/containerd.sock",
                        "/run/crio/crio.sock");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "wrong://x",
                "tcp://h:1",
                "unix://",
                "unix:///",
                "unix://relative/path",
                "containerd.sock",
                "/",
                "/a\u0000b",
                "wrong://two\nlines"
            })
    void refusesEverythingElseInOneLine(String setting) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuntimeEndpoint.parse(setting))
                .withMessageStartingWith("runtime endpoint")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "\u0000"));
    }

    @Test
    void refusesAPathThatNoSocketCanHave() {
        assertThat(RuntimeEndpoint.parse("/" + "a".repeat(106)).candidates()).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuntimeEndpoint.parse("/" + "a".repeat(107)))
                .withMessageContaining("at most 107 bytes");
    }
}
