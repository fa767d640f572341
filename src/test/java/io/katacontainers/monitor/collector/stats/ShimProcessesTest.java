package io.katacontainers.monitor.collector.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShimProcessesTest {
    private static final SandboxId ID = new SandboxId("abc");
    private static final String[] SHIM = {
        "/opt/kata/bin/containerd-shim-kata-v2", "-namespace", "k8s.io", "-address", "/run/c.sock", "-id", "abc"
    };

    @TempDir
    private Path proc;

    private long now;
    private ShimProcesses processes;

    @BeforeEach
    void create() throws IOException {
        processes = new ShimProcesses(proc, () -> now);
        process(1, 1, 5, 5, "/sbin/init");
        process(90, 80, 1, 1, "/usr/bin/containerd-shim-runc-v2", "-id", "abc");
        Files.createDirectories(proc.resolve("1nonsense"));
        Files.createDirectories(proc.resolve("7"));
    }

    @Test
    void findsTheShimOfASandbox() throws IOException {
        process(100, 500, 120, 30, SHIM);
        process(101, 501, 1, 1, "containerd-shim-kata-qemu-v2", "-id", "other");
        assertThat(processes.cpuTime(ID)).contains(Duration.ofMillis(1500));
        assertThat(processes.pid(new SandboxId("other"))).contains(101L);
        assertThat(processes.cpuTime(new SandboxId("none"))).isEmpty();
    }

    @Test
    void followsItsTimeWithoutLookingAgain() throws IOException {
        process(100, 500, 120, 30, SHIM);
        assertThat(processes.cpuTime(ID)).isPresent();
        process(100, 500, 320, 30, SHIM);
        assertThat(processes.cpuTime(ID)).contains(Duration.ofMillis(3500));
    }

    @Test
    void aNumberThatWasGivenToAnotherProcessIsNotTheShim() throws IOException {
        process(100, 500, 120, 30, SHIM);
        assertThat(processes.pid(ID)).contains(100L);
        process(100, 900, 1, 1, "/bin/sh");
        assertThat(processes.pid(ID)).isEmpty();
    }

    @Test
    void looksThroughAllProcessesNowAndThenOnly() throws IOException {
        assertThat(processes.pid(ID)).isEmpty();
        process(100, 500, 120, 30, SHIM);
        assertThat(processes.pid(ID)).isEmpty();
        now = Duration.ofSeconds(10).toNanos();
        assertThat(processes.pid(ID)).contains(100L);
    }

    @Test
    void whatTheSameBinaryDoesForAMomentIsNotTheShim() throws IOException {
        process(60, 400, 1, 1, "containerd-shim-kata-v2", "-id", "abc", "start");
        process(100, 500, 120, 30, SHIM);
        process(200, 600, 1, 1, SHIM);
        process(300, 700, 1, 1, "containerd-shim-kata-v2", "-id", "abc", "-bundle", "/b", "delete");
        assertThat(processes.pid(ID)).contains(100L);
    }

    @Test
    void oddContentIsNobody() throws IOException {
        process(100, 500, 1, 1, "", "", "");
        process(101, 500, 1, 1, "containerd-shim-kata-v2", "-id", "../../x");
        process(102, 500, 1, 1, "containerd-shim-kata-v2", "-id");
        process(103, 500, 1, 1, SHIM);
        Files.writeString(proc.resolve("103/stat"), "103 (x) S");
        assertThat(processes.pid(ID)).isEmpty();
    }

    @Test
    void noProcNoTime() {
        assertThat(new ShimProcesses(proc.resolve("absent"), () -> 0).cpuTime(ID))
                .isEmpty();
    }

    private void process(int pid, long start, long user, long system, String... cmdline) throws IOException {
        Path directory = Files.createDirectories(proc.resolve(Integer.toString(pid)));
        Files.writeString(directory.resolve("cmdline"), String.join("\0", cmdline) + "\0");
        Files.writeString(
                directory.resolve("stat"),
                "%d (a) b (c) S 1 1 1 0 -1 4194560 100 0 0 0 %d %d 0 0 20 0 12 0 %d 1000 100\n"
                        .formatted(pid, user, system, start));
    }
}
