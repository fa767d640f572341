package io.katacontainers.monitor.collector.stats.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxCgroupsTest {
    private static final String HEX = "5ca1ab1e".repeat(8);
    private static final SandboxId ID = new SandboxId(HEX);

    @TempDir
    private Path root;

    private long now;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podx.slice/cri-containerd-ID.scope",
                "kubepods/besteffort/podx/ID",
                "kubepods/podx/kata_ID",
                "kubepods.slice/kubepods-podx.slice/crio-ID.scope",
                "kubepods-podx.slice:cri-containerd:ID",
                "kubelet/kubepods/burstable/podx/ID",
                "kata_overhead/ID",
                "system.slice/kata_overhead-ID.scope"
            })
    void findsACgroupByItsName(String path) throws IOException {
        version2();
        group(path.replace("ID", HEX), 4096, 7);
        assertThat(read(cgroups())).isEqualTo(new CgroupUsage(4096L, 7000L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kubepods/podx/ID0",
                "kubepods/podx/crio-conmon-ID.scope",
                "kubepods/podx/cri-containerd-0000000000000000000000000000000000000000000000000000000000000000.scope/ID",
                "kubepods/podx/0000000000000000000000000000000000000000000000000000000000000000/ID",
                "user.slice/user@1000.service/ID",
                "a/b/c/d/e/f/g/h/i/j/k/l/m/ID"
            })
    void looksNeitherIntoContainersNorTooDeep(String path) throws IOException {
        version2();
        group(path.replace("ID", HEX), 4096, 7);
        assertThat(read(cgroups())).isEqualTo(CgroupUsage.UNKNOWN);
    }

    @Test
    void addsUpWhatIsApartAndNothingTwice() throws IOException {
        version2();
        group("kubepods/podx/" + HEX, 1000, 10);
        group("kubepods/podx/" + HEX + "/" + HEX, 600, 6);
        group("kata_overhead/" + HEX, 500, 5);
        assertThat(read(cgroups())).isEqualTo(new CgroupUsage(1500L, 15_000L));
    }

    @Test
    void readsVersion1() throws IOException {
        write("memory/kubepods/podx/" + HEX + "/memory.usage_in_bytes", "8192\n");
        write("cpu,cpuacct/kubepods/podx/" + HEX + "/cpuacct.usage", "123456789\n");
        Files.createSymbolicLink(root.resolve("cpuacct"), root.resolve("cpu,cpuacct"));
        assertThat(read(cgroups())).isEqualTo(new CgroupUsage(8192L, 123_456_789L));
    }

    @Test
    void whatIsNotCountedIsAbsent() throws IOException {
        version2();
        write("kubepods/" + HEX + "/cpu.stat", "user_usec 1\nusage_usec 3\n");
        assertThat(read(cgroups())).isEqualTo(new CgroupUsage(null, 3000L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "max", "18446744073709551615", "9223372036854775807", "1 2"})
    void oddNumbersAreAbsent(String number) throws IOException {
        version2();
        write("kubepods/" + HEX + "/memory.current", number);
        write("kubepods/" + HEX + "/cpu.stat", "usage_usec " + number + "\n");
        assertThat(read(cgroups())).isEqualTo(CgroupUsage.UNKNOWN);
    }

    @Test
    void followsNoLink(@TempDir Path elsewhere) throws IOException {
        version2();
        Files.createDirectories(elsewhere.resolve(HEX));
        Files.writeString(elsewhere.resolve(HEX).resolve("memory.current"), "1");
        Files.createSymbolicLink(root.resolve("linked"), elsewhere);
        Files.createSymbolicLink(root.resolve("loop"), root);
        assertThat(read(cgroups())).isEqualTo(CgroupUsage.UNKNOWN);
    }

    @Test
    void searchesForWhatIsNewOrLostEverMoreRarely() throws IOException {
        version2();
        SandboxCgroups cgroups = cgroups();
        assertThat(read(cgroups)).isEqualTo(CgroupUsage.UNKNOWN);
        group("kubepods/" + HEX, 1, 1);
        assertThat(read(cgroups)).isEqualTo(CgroupUsage.UNKNOWN);
        later(Duration.ofSeconds(30));
        assertThat(read(cgroups).memoryBytes()).isEqualTo(1);

        Files.move(root.resolve("kubepods"), root.resolve("moved"));
        assertThat(read(cgroups)).isEqualTo(CgroupUsage.UNKNOWN);
        later(Duration.ofSeconds(30));
        assertThat(read(cgroups).memoryBytes()).isEqualTo(1);
    }

    @Test
    void noCgroupsNoFigures() {
        assertThat(read(cgroups())).isEqualTo(CgroupUsage.UNKNOWN);
    }

    private SandboxCgroups cgroups() {
        return new SandboxCgroups(root, () -> now);
    }

    private static CgroupUsage read(SandboxCgroups cgroups) {
        return Objects.requireNonNull(cgroups.read(Set.of(ID)).get(ID));
    }

    private void version2() throws IOException {
        write("cgroup.controllers", "cpu memory\n");
    }

    private void group(String path, long bytes, long micros) throws IOException {
        write(path + "/memory.current", bytes + "\n");
        write(path + "/cpu.stat", "usage_usec " + micros + "\nuser_usec 1\n");
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void later(Duration time) {
        now += time.toNanos();
    }
}
