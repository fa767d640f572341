package io.katacontainers.monitor.collector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.sim.sandbox.SandboxDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectionTest {
    private static final String ID = "sandbox";

    @TempDir
    Path root;

    private SandboxDirectories go;
    private SandboxDirectories rust;
    private Path sandbox;

    @BeforeEach
    void createDirectory() {
        go = new SandboxDirectories(root, Flavor.GO);
        rust = new SandboxDirectories(root, Flavor.RUNTIME_RS);
        sandbox = go.createEmpty(ID);
    }

    @Test
    void readsWhatTheRuntimesWrite() {
        go.writeState(ID, "qemu");
        assertReading(Flavor.GO, Flavor.GO, new HypervisorReading.Named("qemu"));

        rust.writeState(ID, "dragonball");
        assertReading(Flavor.RUNTIME_RS, Flavor.RUNTIME_RS, new HypervisorReading.Named("dragonball"));
    }

    @Test
    void findsTheRemoteHypervisorInTheConfiguration() {
        go.writeState(ID, "remote");

        assertReading(Flavor.GO, Flavor.GO, new HypervisorReading.Named("remote"));
    }

    @Test
    void tellsTheFlavorByTheStateFile() throws IOException {
        assertThat(Inspection.of(sandbox, null).flavor()).isEqualTo(Flavor.UNKNOWN);

        rust.writeState(ID, "clh");
        assertThat(Inspection.of(sandbox, null).flavor()).isEqualTo(Flavor.RUNTIME_RS);

        go.writeState(ID, "clh");
        assertThat(Inspection.of(sandbox, null).flavor()).isEqualTo(Flavor.UNKNOWN);

        Files.delete(rust.stateFile(ID));
        assertThat(Inspection.of(sandbox, null).flavor()).isEqualTo(Flavor.GO);
    }

    @Test
    void doesNotTakeASandboxOfRuntimeRsForGoBecauseARootSaysSo() {
        assertThat(Inspection.of(sandbox, Flavor.GO).flavor()).isEqualTo(Flavor.GO);

        rust.writeState(ID, "qemu");

        assertThat(Inspection.of(sandbox, Flavor.GO).flavor()).isEqualTo(Flavor.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "\"clh\"",
                "{\"hypervisor\":{\"hypervisor_type\":\"clh\"}",
                "{\"hypervisor\":{\"hypervisor_type\":\"clh\"}} trailing",
                "{\"hypervisor\":{\"hypervisor_type\":\"clh\",\"hypervisor_type\":\"qemu\"}}",
                "{\"hypervisor\":[\"clh\"]}",
                "{\"hypervisor\":{\"hypervisor_type\":{\"a\":1}}}",
                "{\"hypervisor\":{\"hypervisor_type\":\"c lh\"}}",
                "{\"hypervisor\":{\"hypervisor_type\":\"clh\\n\"}}"
            })
    void refusesWhatIsNotAWholeStateFile(String content) throws IOException {
        Files.writeString(rust.stateFile(ID), content);

        assertThat(read(Flavor.RUNTIME_RS)).isInstanceOf(HypervisorReading.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "{\"hypervisor\":null}",
                "{\"hypervisor\":{}}",
                "{\"hypervisor\":{\"hypervisor_type\":\"\"}}"
            })
    void seesThatNoHypervisorIsNamed(String content) throws IOException {
        Files.writeString(rust.stateFile(ID), content);

        assertThat(read(Flavor.RUNTIME_RS)).isEqualTo(new HypervisorReading.Unnamed());
    }

    @Test
    void refusesDeepAndLargeFiles() throws IOException {
        Files.writeString(rust.stateFile(ID), "{\"a\":" + "[".repeat(100_000));
        assertThat(read(Flavor.RUNTIME_RS)).isInstanceOf(HypervisorReading.Unreadable.class);

        Files.writeString(rust.stateFile(ID), " ".repeat(StateFile.MAX_BYTES + 1));
        assertThat(read(Flavor.RUNTIME_RS)).isEqualTo(new HypervisorReading.Unreadable("larger than 1048576 bytes"));
    }

    @Test
    void doesNotFollowSymbolicLinks() throws IOException {
        SandboxDirectories elsewhere = new SandboxDirectories(root.resolve("elsewhere"), Flavor.RUNTIME_RS);
        elsewhere.create(ID, "clh");
        Files.createSymbolicLink(rust.stateFile(ID), elsewhere.stateFile(ID));

        assertThat(read(Flavor.RUNTIME_RS)).isEqualTo(new HypervisorReading.Unreadable("not a regular file"));
    }

    @Test
    @Timeout(30)
    void doesNotWaitForAFifo() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", rust.stateFile(ID).toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThat(read(Flavor.RUNTIME_RS)).isEqualTo(new HypervisorReading.Unreadable("not a regular file"));
    }

    @Test
    void readsAgainOnlyWhatChanged() {
        RuntimeInspector inspector = new RuntimeInspector();
        rust.writeState(ID, "clh");
        Inspection first = inspector.track(sandbox, Flavor.RUNTIME_RS);

        assertThat(inspector.current(sandbox, Flavor.RUNTIME_RS)).isSameAs(first);

        rust.writeState(ID, "firecracker");
        assertThat(inspector.current(sandbox, Flavor.RUNTIME_RS).hypervisor())
                .isEqualTo(new HypervisorReading.Named("firecracker"));
    }

    @Test
    void keepsTheNameWhileTheGoRuntimeWritesItsFileAnew() throws IOException {
        RuntimeInspector inspector = new RuntimeInspector();
        go.writeState(ID, "remote");
        inspector.track(sandbox, Flavor.GO);

        Files.writeString(go.stateFile(ID), "");

        assertThat(inspector.current(sandbox, Flavor.GO).hypervisor()).isEqualTo(new HypervisorReading.Named("remote"));
    }

    @Test
    void readsAgainWhatCouldNotBeReadThoughItLooksTheSame() throws IOException {
        String content = "{\"hypervisor\":{\"hypervisor_type\":\"clh\"}}";
        RuntimeInspector inspector = new RuntimeInspector();
        Files.writeString(rust.stateFile(ID), " ".repeat(content.length()));
        Files.setLastModifiedTime(rust.stateFile(ID), FileTime.fromMillis(0));
        assertThat(inspector.track(sandbox, Flavor.RUNTIME_RS).hypervisor())
                .isInstanceOf(HypervisorReading.Unreadable.class);

        Files.writeString(rust.stateFile(ID), content);
        Files.setLastModifiedTime(rust.stateFile(ID), FileTime.fromMillis(0));

        assertThat(inspector.current(sandbox, Flavor.RUNTIME_RS).hypervisor())
                .isEqualTo(new HypervisorReading.Named("clh"));
    }

    @Test
    void remembersNothingOfASandboxThatIsNotTracked() {
        RuntimeInspector inspector = new RuntimeInspector();
        rust.writeState(ID, "clh");
        Inspection first = inspector.current(sandbox, Flavor.RUNTIME_RS);

        assertThat(inspector.current(sandbox, Flavor.RUNTIME_RS))
                .isEqualTo(first)
                .isNotSameAs(first);
    }

    private void assertReading(@Nullable Flavor declared, Flavor flavor, HypervisorReading reading) {
        Inspection inspection = Inspection.of(sandbox, declared);
        assertThat(inspection.flavor()).isEqualTo(flavor);
        assertThat(inspection.hypervisor()).isEqualTo(reading);
    }

    private HypervisorReading read(Flavor declared) {
        return Inspection.of(sandbox, declared).hypervisor();
    }
}
