package io.katacontainers.monitor.collector.sandbox;

import static io.katacontainers.monitor.collector.sandbox.DiscoveryFixture.RARE_LISTINGS;
import static io.katacontainers.monitor.collector.sandbox.DiscoveryFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.katacontainers.monitor.sim.sandbox.SandboxDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is listed, and with what verdict. */
class SandboxDiscoveryIT {
    @TempDir
    Path temp;

    private SandboxDirectories go;
    private SandboxDirectories rust;
    private SandboxRoot goRoot;
    private SandboxRoot rustRoot;

    @BeforeEach
    void createRoots() throws IOException {
        go = new SandboxDirectories(Files.createDirectory(temp.resolve("sbs")), Flavor.GO);
        rust = new SandboxDirectories(Files.createDirectory(temp.resolve("kata")), Flavor.RUNTIME_RS);
        goRoot = new SandboxRoot(go.root(), Flavor.GO);
        rustRoot = new SandboxRoot(rust.root(), Flavor.RUNTIME_RS);
    }

    @Test
    void listsWhatIsThereWhatComesAndNotWhatGoes() throws IOException {
        go.create("b", "qemu");
        rust.create("c", "dragonball");
        try (DiscoveryFixture fixture = new DiscoveryFixture(RARE_LISTINGS, goRoot, rustRoot).start()) {
            fixture.eventuallyLists("b", "c");

            rust.create("a", "qemu");
            fixture.eventuallyLists("a", "b", "c");

            go.remove("b");
            fixture.eventuallyLists("a", "c");
            assertThat(fixture.discovery.find(new SandboxId("b"))).isEmpty();
            assertThat(fixture.discovery.roots())
                    .containsExactly(new RootState(go.root(), true, null), new RootState(rust.root(), true, null));
        }
    }

    @Test
    void seesStateFileAndSocketSoonAfterTheDirectory() throws IOException {
        try (DiscoveryFixture fixture = new DiscoveryFixture(RARE_LISTINGS, goRoot, rustRoot).start()) {
            rust.createEmpty("a");
            fixture.eventuallyLists("a");
            assertThat(fixture.sandbox("a").verdict()).isEqualTo(new ScrapeVerdict.Denied("state_missing"));
            assertThat(fixture.sandbox("a").socketInode()).isNull();

            rust.writeState("a", "dragonball");
            fixture.listen(rust.socket("a"));

            eventually(() -> {
                Sandbox sandbox = fixture.sandbox("a");
                assertThat(sandbox.socketInode()).isNotNull();
                assertThat(sandbox.hypervisor()).isEqualTo("dragonball");
                assertThat(sandbox.verdict()).isEqualTo(new ScrapeVerdict.Allowed());
            });
        }
    }

    @Test
    void tellsListenersOfChanges() throws IOException {
        try (DiscoveryFixture fixture = new DiscoveryFixture(RARE_LISTINGS, goRoot)) {
            List<List<String>> seen = new CopyOnWriteArrayList<>();
            fixture.discovery.onChange(() -> {
                throw new IllegalStateException("a listener that fails");
            });
            fixture.discovery.onChange(() -> seen.add(fixture.ids()));
            fixture.start();

            go.create("a", "qemu");

            eventually(() -> assertThat(seen).contains(List.of("a")));
        }
    }

    @Test
    void isStaleAfterAMinuteWithoutASocket() throws IOException {
        go.create("a", "qemu");
        go.create("b", "qemu");
        try (DiscoveryFixture fixture = new DiscoveryFixture(RARE_LISTINGS, goRoot).start()) {
            fixture.eventuallyLists("a", "b");
            fixture.listen(go.socket("b"));
            eventually(() -> assertThat(fixture.sandbox("b").socketInode()).isNotNull());

            fixture.passTime(Duration.ofSeconds(59));
            assertThat(fixture.sandbox("a").stale()).isFalse();
            fixture.passTime(Duration.ofSeconds(1));

            eventually(() -> assertThat(fixture.sandbox("a").stale()).isTrue());
            assertThat(fixture.sandbox("b").stale()).isFalse();
        }
    }

    @Test
    void aStaleSandboxThatGetsASocketIsHealedByAListing() throws IOException {
        go.create("a", "qemu");
        try (DiscoveryFixture fixture =
                new DiscoveryFixture(DiscoveryFixture.withRelist(Duration.ofMillis(300)), goRoot).start()) {
            fixture.eventuallyLists("a");
            fixture.passTime(Duration.ofSeconds(60));
            eventually(() -> assertThat(fixture.sandbox("a").stale()).isTrue());

            fixture.listen(go.socket("a"));

            eventually(() -> assertThat(fixture.sandbox("a").stale()).isFalse());
        }
    }

    @Test
    void listsDirectoriesWithAValidIdOnly() throws IOException {
        Files.createFile(go.root().resolve("file"));
        Files.createSymbolicLink(go.root().resolve("link"), rust.create("elsewhere", "clh"));
        Files.createDirectory(go.root().resolve("-invalid"));
        Files.createDirectory(go.root().resolve("with space"));
        Files.createDirectory(go.root().resolve(".hidden"));
        try (DiscoveryFixture fixture = new DiscoveryFixture(RARE_LISTINGS, goRoot).start()) {
            Files.createFile(go.root().resolve("file2"));
            Files.createDirectory(go.root().resolve("<script>"));
            go.create("a", "qemu");

            fixture.eventuallyLists("a");
        }
    }

    @Test
    void theJailerDirectoryIsNoSandboxUnlessItHoldsOne() throws IOException {
        Files.createDirectories(rust.root().resolve("firecracker/jailed-id/root/run"));
        go.create("firecracker-like", "qemu");
        try (DiscoveryFixture fixture =
                new DiscoveryFixture(DiscoveryFixture.withRelist(Duration.ofMillis(300)), goRoot, rustRoot).start()) {
            fixture.eventuallyLists("firecracker-like");

            rust.writeState("firecracker", "firecracker");

            fixture.eventuallyLists("firecracker", "firecracker-like");
        }
    }

    @Test
    void deniesWhatDoesNotTellItsHypervisor() throws Exception {
        rust.create("aborts", "qemu");
        rust.createEmpty("garbage");
        Files.writeString(rust.stateFile("garbage"), "{\"hypervisor\":");
        rust.createEmpty("fifo");
        assertThat(new ProcessBuilder("mkfifo", rust.stateFile("fifo").toString())
                        .start()
                        .waitFor())
                .isZero();
        rust.createEmpty("link");
        Files.createSymbolicLink(rust.stateFile("link"), go.create("a", "qemu").resolve("persist.json"));
        try (DiscoveryFixture fixture = new DiscoveryFixture(RARE_LISTINGS, rustRoot).start()) {
            fixture.eventuallyLists("aborts", "fifo", "garbage", "link");

            assertThat(fixture.sandbox("aborts").verdict()).isEqualTo(new ScrapeVerdict.Denied("runtime_rs_qemu"));
            for (String id : List.of("fifo", "garbage", "link")) {
                assertThat(fixture.sandbox(id).verdict())
                        .as(id)
                        .isEqualTo(new ScrapeVerdict.Denied("state_unreadable"));
                assertThat(fixture.sandbox(id).hypervisor()).isNull();
            }
        }
    }

    @Test
    void theVerdictFollowsTheStateFile() throws IOException {
        rust.create("a", "clh");
        try (DiscoveryFixture fixture = new DiscoveryFixture(RARE_LISTINGS, rustRoot).start()) {
            fixture.eventuallyLists("a");
            fixture.listen(rust.socket("a"));
            eventually(() -> assertThat(fixture.sandbox("a").socketInode()).isNotNull());
            Sandbox allowed = fixture.sandbox("a");
            assertThat(fixture.discovery.verdict(allowed)).isEqualTo(new ScrapeVerdict.Allowed());

            rust.writeState("a", "firecracker");

            assertThat(fixture.discovery.verdict(allowed))
                    .isEqualTo(new ScrapeVerdict.Denied("runtime_rs_firecracker"));
            eventually(() -> assertThat(fixture.sandbox("a").hypervisor()).isEqualTo("firecracker"));
            rust.remove("a");
            assertThat(fixture.discovery.verdict(allowed)).isEqualTo(new ScrapeVerdict.Denied("state_missing"));
        }
    }

    @Test
    void anIdInTwoRootsIsTakenFromTheFirstWithASocket() throws IOException {
        go.create("a", "qemu");
        rust.create("a", "dragonball");
        try (DiscoveryFixture fixture = new DiscoveryFixture(RARE_LISTINGS, goRoot, rustRoot).start()) {
            eventually(() -> assertThat(fixture.sandbox("a").flavor()).isEqualTo(Flavor.GO));

            fixture.listen(rust.socket("a"));
            eventually(() -> assertThat(fixture.sandbox("a").flavor()).isEqualTo(Flavor.RUNTIME_RS));

            fixture.listen(go.socket("a"));
            eventually(() -> assertThat(fixture.sandbox("a").flavor()).isEqualTo(Flavor.GO));
        }
    }

    @Test
    void aRootGivenTwiceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DiscoveryFixture(RARE_LISTINGS, goRoot, new SandboxRoot(go.root(), null)))
                .withMessageContaining("is given twice");
    }
}
