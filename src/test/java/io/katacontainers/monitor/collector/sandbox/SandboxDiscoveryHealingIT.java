package io.katacontainers.monitor.collector.sandbox;

import static io.katacontainers.monitor.collector.sandbox.DiscoveryFixture.RARE_LISTINGS;
import static io.katacontainers.monitor.collector.sandbox.DiscoveryFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.sim.sandbox.SandboxDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is lost and nothing is kept, whatever happens to the directories. */
class SandboxDiscoveryHealingIT {
    private static final int FLOOD = 20_000;

    @TempDir
    Path temp;

    private SandboxDirectories sandboxes;
    private SandboxDirectories others;
    private SandboxRoot root;
    private SandboxRoot otherRoot;

    @BeforeEach
    void nameRoots() {
        sandboxes = new SandboxDirectories(temp.resolve("vc/sbs"), Flavor.GO);
        others = new SandboxDirectories(temp.resolve("kata"), Flavor.RUNTIME_RS);
        root = new SandboxRoot(sandboxes.root(), Flavor.GO);
        otherRoot = new SandboxRoot(others.root(), Flavor.RUNTIME_RS);
    }

    @Test
    void aRootMayComeLateVanishAndReturn() throws IOException {
        others.create("other", "clh");
        try (DiscoveryFixture fixture = new DiscoveryFixture(RARE_LISTINGS, root, otherRoot).start()) {
            fixture.eventuallyLists("other");
            assertThat(fixture.discovery.roots()).allMatch(RootState::complete);

            sandboxes.create("a", "qemu");
            fixture.eventuallyLists("a", "other");

            sandboxes.removeRoot();
            fixture.eventuallyLists("other");
            assertThat(fixture.discovery.roots()).allMatch(RootState::complete);

            sandboxes.create("b", "qemu");
            fixture.eventuallyLists("b", "other");
            sandboxes.create("c", "qemu");
            fixture.eventuallyLists("b", "c", "other");
        }
    }

    @Test
    void aRootMayBeReplacedByAnother() throws IOException {
        sandboxes.create("a", "qemu");
        try (DiscoveryFixture fixture = new DiscoveryFixture(RARE_LISTINGS, root).start()) {
            fixture.eventuallyLists("a");

            SandboxDirectories next = new SandboxDirectories(temp.resolve("vc/next"), Flavor.GO);
            next.create("b", "qemu");
            Files.move(sandboxes.root(), temp.resolve("vc/old"));
            Files.move(next.root(), sandboxes.root());

            fixture.eventuallyLists("b");
            sandboxes.create("c", "qemu");
            fixture.eventuallyLists("b", "c");
            new SandboxDirectories(temp.resolve("vc/old"), Flavor.GO).create("d", "qemu");
            sandboxes.remove("b");
            fixture.eventuallyLists("c");
        }
    }

    @Test
    void aRootThatCannotBeListedIsIncompleteAndKeepsItsSandboxes() throws IOException {
        sandboxes.create("a", "qemu");
        others.create("other", "clh");
        try (DiscoveryFixture fixture = new DiscoveryFixture(RARE_LISTINGS, root, otherRoot).start()) {
            fixture.eventuallyLists("a", "other");

            Path aside = temp.resolve("aside");
            Files.move(sandboxes.root().getParent(), aside);
            Files.createFile(sandboxes.root().getParent());

            eventually(() -> assertThat(fixture.discovery.roots())
                    .containsExactly(
                            new RootState(root.path(), false, "not a directory"),
                            new RootState(otherRoot.path(), true, null)));
            others.create("another", "clh");
            fixture.eventuallyLists("a", "another", "other");

            Files.delete(sandboxes.root().getParent());
            Files.move(aside, sandboxes.root().getParent());
            sandboxes.remove("a");
            fixture.eventuallyLists("another", "other");
            eventually(() -> assertThat(fixture.discovery.roots()).allMatch(RootState::complete));
        }
    }

    /** A process that holds a removed directory open shows the same as a bind mount of it. */
    @Test
    void aRemovedRootThatAMountHoldsIsDead() throws IOException, InterruptedException {
        sandboxes.create("a", "qemu");
        Process holder = new ProcessBuilder("sleep", "300")
                .directory(sandboxes.root().toFile())
                .start();
        SandboxRoot mount = new SandboxRoot(Path.of("/proc/" + holder.pid() + "/cwd"), Flavor.GO);
        try (DiscoveryFixture fixture = new DiscoveryFixture(RARE_LISTINGS, mount).start()) {
            fixture.eventuallyLists("a");
            assertThat(fixture.deadRoots).isEmpty();

            sandboxes.removeRoot();
            sandboxes.create("a", "qemu");

            eventually(() -> assertThat(fixture.deadRoots).hasSize(1));
            eventually(() -> assertThat(fixture.discovery.roots()).isEqualTo(fixture.deadRoots));
            assertThat(fixture.deadRoots.get(0).complete()).isFalse();
            assertThat(fixture.deadRoots.get(0).problem()).contains("replaced on the host");
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void aFloodOfDirectoriesLeavesNothingBehindAndLosesNothing() throws IOException {
        sandboxes.create("before", "qemu");
        try (DiscoveryFixture fixture = new DiscoveryFixture(RARE_LISTINGS, root).start()) {
            fixture.eventuallyLists("before");

            for (int i = 0; i < FLOOD; i++) {
                Files.createDirectory(sandboxes.directory("flood" + i));
                if (i == FLOOD / 2) {
                    sandboxes.create("during", "qemu");
                }
                Files.delete(sandboxes.directory("flood" + i));
            }
            sandboxes.create("after", "qemu");

            fixture.eventuallyLists("after", "before", "during");
            eventually(() -> assertThat(fixture.discovery.roots()).allMatch(RootState::complete));
        }
    }

    @Test
    void aFloodThatStaysIsBoundedAndForgottenWhenItGoes() throws IOException {
        try (DiscoveryFixture fixture =
                new DiscoveryFixture(DiscoveryFixture.withRelist(Duration.ofSeconds(1)), root).start()) {
            Files.createDirectories(sandboxes.root());
            for (int i = 0; i < FLOOD; i++) {
                Files.createDirectory(sandboxes.directory("flood" + i));
            }
            int limit = DiscoverySettings.defaults().maxSandboxes();
            eventually(() -> assertThat(fixture.ids()).hasSize(limit));
            eventually(() -> assertThat(fixture.discovery.roots()).noneMatch(RootState::complete));

            for (int i = 0; i < FLOOD; i++) {
                Files.delete(sandboxes.directory("flood" + i));
            }
            sandboxes.create("after", "qemu");

            fixture.eventuallyLists("after");
            eventually(() -> assertThat(fixture.discovery.roots()).allMatch(RootState::complete));
        }
    }

    @Test
    void moreSandboxesThanTheLimitAreNotTrackedAndSaidToBeMissing() throws IOException {
        DiscoverySettings defaults = DiscoverySettings.defaults();
        DiscoverySettings small = new DiscoverySettings(
                defaults.tick(), Duration.ofMillis(300), defaults.relistWithoutWatch(), defaults.staleAfter(), 10, 100);
        IntStream.range(0, 50).forEach(i -> sandboxes.createEmpty("a" + i));
        try (DiscoveryFixture fixture = new DiscoveryFixture(small, root).start()) {
            eventually(() -> assertThat(fixture.ids()).hasSize(10));
            assertThat(fixture.discovery.roots())
                    .containsExactly(new RootState(root.path(), false, "more than 10 sandboxes"));

            IntStream.range(0, 45).forEach(i -> sandboxes.remove("a" + i));

            fixture.eventuallyLists("a45", "a46", "a47", "a48", "a49");
            eventually(() -> assertThat(fixture.discovery.roots()).allMatch(RootState::complete));
        }
    }

    /** While the discovery thread is held, more happens than the JDK keeps events for. */
    @Test
    void eventsThatOverflowAreMadeUpForByAListing() throws IOException, InterruptedException {
        sandboxes.create("a", "qemu");
        try (DiscoveryFixture fixture = new DiscoveryFixture(RARE_LISTINGS, root).start()) {
            fixture.eventuallyLists("a");
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            fixture.discovery.onChange(() -> {
                held.countDown();
                awaitUninterrupted(release);
            });
            sandboxes.create("b", "qemu");
            assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();

            IntStream.range(0, 2_000).forEach(i -> sandboxes.createEmpty("c" + i));
            IntStream.range(0, 2_000).forEach(i -> sandboxes.remove("c" + i));
            sandboxes.remove("a");
            sandboxes.create("d", "qemu");
            release.countDown();

            fixture.eventuallyLists("b", "d");
        }
    }

    @Test
    void looksAtShortIntervalsWhereInotifyIsRefused() throws IOException {
        sandboxes.create("a", "qemu");
        DirectoryWatcher.Opener refusing = () -> {
            throw new IOException("User limit of inotify instances reached or too many open files");
        };
        try (DiscoveryFixture fixture = new DiscoveryFixture(RARE_LISTINGS, refusing, root).start()) {
            fixture.eventuallyLists("a");

            sandboxes.create("b", "qemu");
            sandboxes.remove("a");

            fixture.eventuallyLists("b");
            assertThat(fixture.discovery.roots()).allMatch(RootState::complete);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
