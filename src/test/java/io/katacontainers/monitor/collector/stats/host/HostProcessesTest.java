package io.katacontainers.monitor.collector.stats.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.stats.HostTarget;
import io.katacontainers.monitor.collector.stats.ProcessUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostProcessesTest {
    private static final SandboxId ID = new SandboxId("abc");
    private static final SandboxId OTHER = new SandboxId("other");
    private static final String[] SHIM = {
        "/opt/kata/bin/containerd-shim-kata-v2", "-namespace", "k8s.io", "-address", "/run/c.sock", "-id", "abc"
    };
    private static final String[] QEMU = {
        "/opt/kata/bin/qemu-system-x86_64",
        "-name",
        "sandbox-abc,debug-threads=on",
        "-qmp",
        "unix:/run/vc/vm/abc/qmp.sock"
    };
    private static final String[] VIRTIOFSD = {
        "/opt/kata/libexec/virtiofsd", "--shared-dir=/run/kata-containers/shared/sandboxes/abc/shared", "--fd=3"
    };
    private static final long KIB = 1024;

    @TempDir
    private Path directory;

    private FakeProc proc;
    private long now;
    private HostProcesses processes;

    @BeforeEach
    void create() throws IOException {
        proc = new FakeProc(directory);
        processes = new HostProcesses(directory, () -> now);
        proc.process(1, "/sbin/init").childOf(0).used(5, 5).runs();
        proc.process(90, "/usr/bin/containerd-shim-runc-v2", "-id", "abc").runs();
        Files.createDirectories(directory.resolve("1nonsense"));
        Files.createDirectories(directory.resolve("7"));
        Files.createSymbolicLink(directory.resolve("8"), directory.resolve("8"));
    }

    @Test
    void findsTheShimOfASandbox() {
        proc.process(100, SHIM).used(120, 30).named("a) b (c").runs();
        proc.process(101, "containerd-shim-kata-qemu-v2", "-id", "other")
                .used(1, 1)
                .runs();
        assertThat(processes.cpuTime(ID)).contains(Duration.ofMillis(1500));
        assertThat(processes.cpuTime(OTHER)).contains(Duration.ofMillis(20));
        assertThat(processes.cpuTime(new SandboxId("none"))).isEmpty();
    }

    @Test
    void followsItsTimeWithoutLookingAgain() {
        proc.process(100, SHIM).used(120, 30).runs();
        assertThat(processes.cpuTime(ID)).isPresent();
        proc.process(100, SHIM).used(320, 30).runs();
        assertThat(processes.cpuTime(ID)).contains(Duration.ofMillis(3500));
    }

    @Test
    void aNumberThatWasGivenToAnotherProcessIsNotTheShim() {
        proc.process(100, SHIM).startedAt(500).runs();
        assertThat(processes.cpuTime(ID)).isPresent();
        proc.process(100, "/bin/sh").startedAt(900).runs();
        assertThat(processes.cpuTime(ID)).isEmpty();
    }

    @Test
    void looksThroughAllProcessesNowAndThenOnly() {
        assertThat(processes.cpuTime(ID)).isEmpty();
        proc.process(100, SHIM).runs();
        assertThat(processes.cpuTime(ID)).isEmpty();
        later(Duration.ofSeconds(10));
        assertThat(processes.cpuTime(ID)).isPresent();
    }

    @Test
    void whatTheSameBinaryDoesForAMomentIsNotTheShim() {
        proc.process(60, "containerd-shim-kata-v2", "-id", "abc", "start").runs();
        proc.process(100, SHIM).used(7, 0).runs();
        proc.process(200, SHIM).used(9, 0).runs();
        proc.process(300, "containerd-shim-kata-v2", "-id", "abc", "-bundle", "/b", "delete")
                .runs();
        assertThat(processes.cpuTime(ID)).contains(Duration.ofMillis(70));
    }

    @Test
    void oddContentIsNobody() throws IOException {
        proc.process(100, "", "", "").runs();
        proc.process(101, "containerd-shim-kata-v2", "-id", "../../x").runs();
        proc.process(102, "containerd-shim-kata-v2", "-id").runs();
        proc.process(103, SHIM).runs();
        Files.writeString(directory.resolve("103/stat"), "103 (x) S");
        proc.process(104, SHIM).runs();
        Files.writeString(directory.resolve("104/status"), "Tgid:\t-4\nThreads:\t99999999999999999999\n");
        proc.process(105, SHIM).used(Long.MAX_VALUE, 1).runs();
        assertThat(processes.cpuTime(ID)).isEmpty();
    }

    @Test
    void noProcNoFigures() {
        HostProcesses none = new HostProcesses(directory.resolve("absent"), () -> 0);
        assertThat(none.cpuTime(ID)).isEmpty();
        assertThat(none.read(List.of(target(1L)))).containsOnly(Map.entry(ID, new VmUsage(null, null, null)));
    }

    @Test
    void readsAllPartsOfAVm() {
        proc.process(100, SHIM)
                .used(100, 20)
                .holding(30, 10, 0)
                .withDescriptors(9)
                .runs();
        proc.process(110, QEMU)
                .childOf(100)
                .used(500, 0)
                .holding(700, 50, 2000)
                .withDescriptors(40)
                .runs();
        proc.process(120, VIRTIOFSD)
                .childOf(100)
                .used(10, 0)
                .holding(8, 4, 2000)
                .withDescriptors(5)
                .runs();
        proc.process(121, VIRTIOFSD)
                .childOf(120)
                .inAPidNamespace()
                .used(20, 0)
                .holding(3, 1, 2000)
                .withDescriptors(6)
                .runs();
        VmUsage usage = read();
        assertThat(usage.shim()).isEqualTo(new ProcessUsage(40 * KIB, 1_200_000_000, 9L, 12));
        assertThat(usage.hypervisor()).isEqualTo(new ProcessUsage(2750 * KIB, 5_000_000_000L, 40L, 12));
        assertThat(usage.virtiofsd()).isEqualTo(new ProcessUsage(16 * KIB, 300_000_000, 11L, 24));
    }

    @Test
    void guestMemoryInHugePagesIsResident() {
        proc.process(100, SHIM).runs();
        proc.process(110, QEMU)
                .childOf(100)
                .holding(100, 0, 0)
                .inHugePages(2048)
                .runs();
        assertThat(read().hypervisor()).isEqualTo(new ProcessUsage(2148 * KIB, 0, null, 12));
    }

    @Test
    void findsAHypervisorBehindItsJailerWhateverItsArguments() {
        proc.process(100, SHIM).runs();
        proc.process(105, "/opt/kata/bin/jailer", "--id", "cut").childOf(100).runs();
        proc.process(110, "/firecracker", "--id", "cut")
                .childOf(105)
                .inAPidNamespace()
                .runBy(1000)
                .runs();
        assertThat(read().hypervisor()).isNotNull();
    }

    @Test
    void aHypervisorInsideTheShimIsNone() {
        proc.process(100, SHIM).runs();
        proc.process(110, "/opt/kata/libexec/nydusd", "--sock", "/run/x")
                .childOf(100)
                .runs();
        proc.process(117, SHIM).threadOf(100).runs();
        VmUsage usage = usage(117L);
        assertThat(usage.hypervisor()).isNull();
        assertThat(usage.virtiofsd()).isNotNull();
        assertThat(usage(100L).hypervisor()).isNull();
    }

    @Test
    void believesACommandLineOfADaemonOfTheHost() {
        proc.process(100, SHIM).runs();
        proc.process(110, QEMU).holding(1, 0, 0).runs();
        proc.process(120, VIRTIOFSD).holding(2, 0, 0).runs();
        proc.process(121, "virtiofsd")
                .childOf(120)
                .inAPidNamespace()
                .holding(3, 0, 0)
                .runs();
        VmUsage usage = read();
        assertThat(rss(usage.hypervisor())).isEqualTo(KIB);
        assertThat(rss(usage.virtiofsd())).isEqualTo(5 * KIB);
    }

    @Test
    void believesNoContainer() {
        proc.process(100, SHIM).runs();
        proc.process(210, QEMU).inAPidNamespace().childOf(90).runs();
        proc.process(211, QEMU).inAPidNamespace().runs();
        proc.process(212, QEMU).runBy(1000).runs();
        proc.process(213, QEMU).childOf(90).runs();
        proc.process(214, "qemu-system-x86_64", "/abc/other").runs();
        proc.process(215, "qemu-system-x86_64", "xabc", "abc-", "sandbox-abcd").runs();
        processes.read(List.of(target(null), new HostTarget(OTHER, null)));
        assertThat(read().hypervisor()).isNull();
    }

    @Test
    void noContainerPassesForAShim() {
        proc.process(50, SHIM).inAPidNamespace().runs();
        proc.process(51, SHIM).runBy(1000).runs();
        proc.process(52, SHIM).childOf(90).runs();
        proc.process(53, SHIM).childOf(52).runs();
        assertThat(read().shim()).isNull();
        proc.process(100, SHIM).used(3, 0).runs();
        later(Duration.ofSeconds(10));
        assertThat(Objects.requireNonNull(read().shim()).cpuNanos()).isEqualTo(30_000_000);
    }

    @Test
    void parentsInACircleEnd() {
        proc.process(110, QEMU).childOf(111).runs();
        proc.process(111, "qemu-kvm").childOf(110).runs();
        proc.process(112, "qemu-kvm").childOf(112).runs();
        assertThat(read().hypervisor()).isNull();
    }

    @Test
    void hugeCommandLinesAreCut() throws IOException {
        proc.process(110, QEMU).runs();
        Files.writeString(directory.resolve("110/cmdline"), "qemu-kvm\0" + "x".repeat(1_000_000) + "\0/abc/");
        proc.process(120, "virtiofsd", "y".repeat(1000), "/abc/", "z".repeat(1_000_000))
                .runs();
        VmUsage usage = read();
        assertThat(usage.hypervisor()).isNull();
        assertThat(usage.virtiofsd()).isNotNull();
    }

    @Test
    void theRuntimeMayNameAHypervisor() {
        proc.process(100, SHIM).runs();
        proc.process(110, "/usr/bin/qemu-kvm").runBy(1000).runs();
        proc.process(111, "/pause").childOf(100).inAPidNamespace().runs();
        proc.process(112, "/bin/sh").runs();
        assertThat(usage(110L).hypervisor()).isNotNull();
        assertThat(usage(111L).hypervisor()).isNotNull();
        assertThat(usage(112L).hypervisor()).isNull();
        assertThat(usage(4711L).hypervisor()).isNull();
        assertThat(usage(-1L).hypervisor()).isNull();
    }

    @Test
    void aPartOfWhichOneProcessIsGoneIsUnknownUntilTheNextSearch() throws IOException {
        proc.process(100, SHIM).runs();
        proc.process(110, QEMU).childOf(100).runs();
        proc.process(120, VIRTIOFSD).childOf(100).runs();
        proc.process(121, VIRTIOFSD).childOf(120).runs();
        assertThat(read().missing()).isEmpty();
        proc.ends(121);
        assertThat(read().virtiofsd()).isNull();
        proc.process(110, QEMU).childOf(100).zombie().runs();
        assertThat(read().hypervisor()).isNull();
        later(Duration.ofSeconds(10));
        assertThat(read().virtiofsd()).isNotNull();
        assertThat(read().hypervisor()).isNull();
    }

    @Test
    void whatIsLostIsSoughtSoonEvenWhereAnotherPartWasNeverFound() throws IOException {
        proc.process(100, SHIM).runs();
        for (int round = 0; round < 20; round++) {
            assertThat(read().missing()).containsExactly(VmPart.HYPERVISOR, VmPart.FILE_SYSTEM);
            later(Duration.ofSeconds(10));
        }
        proc.ends(100);
        proc.process(200, SHIM).runs();
        later(Duration.ofSeconds(10));
        assertThat(read().missing()).containsExactly(VmPart.HYPERVISOR, VmPart.FILE_SYSTEM);
    }

    @Test
    void aProcessThatVanishesWhileItIsReadIsAbsent() throws IOException {
        proc.process(100, SHIM).runs();
        proc.process(110, QEMU).childOf(100).runs();
        Files.delete(directory.resolve("110/status"));
        Files.delete(directory.resolve("90/stat"));
        VmUsage usage = read();
        assertThat(usage.shim()).isNotNull();
        assertThat(usage.hypervisor()).isNull();
    }

    @Test
    void readsTheProcessesOfThisMachine() {
        HostProcesses real = new HostProcesses(Path.of("/proc"), System::nanoTime);
        Process child = start();
        try {
            // Neither of a known name nor a descendant of a shim.
            assertThat(real.read(List.of(target(child.pid()))).get(ID)).isEqualTo(new VmUsage(null, null, null));
            ProcFs procFs = new ProcFs(Path.of("/proc"));
            assertThat(procFs.pids()).contains(child.pid());
            assertThat(procFs.commandLine(child.pid()).arguments()).contains("cat");
            assertThat(procFs.stat(child.pid())).hasValueSatisfying(stat -> assertThat(stat.parent())
                    .isEqualTo(ProcessHandle.current().pid()));
            assertThat(procFs.status(child.pid())).hasValueSatisfying(status -> {
                assertThat(status.threads()).isOne();
                assertThat(status.hostNamespace()).isTrue();
                assertThat(status.residentBytes()).isPositive();
            });
            assertThat(procFs.descriptors(child.pid())).isGreaterThanOrEqualTo(3);
        } finally {
            child.destroyForcibly();
        }
    }

    private static Process start() {
        try {
            Process child = new ProcessBuilder("cat").start();
            // What comes back shows that it runs its own program by now.
            child.outputWriter().write("x\n");
            child.outputWriter().flush();
            assertThat(child.inputReader().readLine()).isEqualTo("x");
            return child;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private VmUsage read() {
        return usage(null);
    }

    private VmUsage usage(@Nullable Long runtimePid) {
        return Objects.requireNonNull(
                processes.read(List.of(target(runtimePid))).get(ID));
    }

    private static HostTarget target(@Nullable Long runtimePid) {
        return new HostTarget(ID, runtimePid);
    }

    private static long rss(@Nullable ProcessUsage usage) {
        return Objects.requireNonNull(usage).rssBytes();
    }

    private void later(Duration time) {
        now += time.toNanos();
    }
}
