package io.katacontainers.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "--version", "-version"})
    void printsItsVersionAsUpstreamDoes(String argument) {
        assertThat(run(argument)).isZero();
        assertThat(out.toString().lines()).element(0).isEqualTo("kata-monitor");
        assertThat(out.toString()).contains(" Version:\t");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--log-level=loud",
                "-log-level=loud",
                "-nonsense",
                "@file",
                "--listen-address=x\ny",
                "--cadvisor=maybe"
            })
    void refusesWhatIsWrongInOneLine(String argument) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(err.toString()).startsWith("kata-monitor: ").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void helpNamesEveryFlagOfUpstreamWithItsDefault() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", ""))
                .contains("--listen-address", "127.0.0.1:8090", "--runtime-endpoint", "/run/containerd/containerd.sock")
                .contains("--log-level", "info");
    }
}
