package io.katacontainers.monitor;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectorCommandTest {
    @TempDir
    private Path proc;

    @Test
    void refusesToStartInsideAKataGuest() throws IOException {
        Files.writeString(proc.resolve("cmdline"), "panic=1 systemd.unit=kata-containers.target\n");
        assertThatThrownBy(() -> CollectorCommand.refuseInAGuest(proc))
                .isInstanceOf(StartupException.class)
                .hasMessageContainingAll("Kata VM", "systemd.unit=kata-containers.target", "runtimeClassName")
                .message()
                .hasLineCount(1);
    }

    @Test
    void startsAnywhereElse() {
        assertThatCode(() -> CollectorCommand.refuseInAGuest(proc)).doesNotThrowAnyException();
    }
}
