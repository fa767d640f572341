package io.katacontainers.monitor.collector.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.sim.containerd.PodRunner;
import io.katacontainers.monitor.sim.containerd.PrivateContainerd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The client against a real containerd with real pods. */
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerdCriE2E {
    private @Nullable PrivateContainerd containerd;

    @BeforeAll
    void startContainerd(@TempDir Path directory) throws IOException {
        PrivateContainerd.missing().ifPresent(what -> Assumptions.abort("needs " + what));
        containerd = PrivateContainerd.start(directory);
    }

    @AfterAll
    void stopContainerd() {
        if (containerd != null) {
            containerd.close();
        }
    }

    @Test
    void answersWithoutAnyPod() {
        FakeSandboxes sandboxes = new FakeSandboxes();
        try (PodMetadataCache cache = PodMetadataCache.start(endpoint(), sandboxes, System::nanoTime)) {
            eventually(() -> assertThat(cache.runtime().up()).isTrue());
            assertThat(cache.runtime().name()).isEqualTo("containerd");
            assertThat(cache.runtime().version()).isNotBlank();
            assertThat(cache.runtime().api()).isEqualTo("v1");
        }
    }

    @Test
    void namesPodsAndContainersOfKataAndOfRunc() {
        FakeSandboxes sandboxes = new FakeSandboxes();
        try (PodRunner pods = new PodRunner(socket());
                PodMetadataCache cache = PodMetadataCache.start(endpoint(), sandboxes, System::nanoTime)) {
            String kata = pods.runPod("shop", "cart", "kata");
            String runc = pods.runPod("shop", "till", "");
            sandboxes.set(kata, runc);
            String container = pods.runContainer(kata, "app");
            eventually(() -> assertThat(known(cache, kata).containers())
                    .containsExactly(new ContainerMetadata(
                            container, "app", PrivateContainerd.IMAGE, ContainerMetadata.State.RUNNING)));
            assertThat(known(cache, kata).pod())
                    .usingRecursiveComparison()
                    .ignoringFields("uid")
                    .isEqualTo(new PodMetadata("", "cart", "shop", "kata", true));
            assertThat(known(cache, kata).pod().uid()).hasSize(36);
            assertThat(known(cache, runc).pod().runtimeHandler()).isEmpty();

            pods.stopPod(kata);
            eventually(() -> assertThat(known(cache, kata).pod().ready()).isFalse());
        }
    }

    @Test
    void findsPodsAgainAfterARestart() throws IOException {
        FakeSandboxes sandboxes = new FakeSandboxes();
        try (PodRunner pods = new PodRunner(socket());
                PodMetadataCache cache = PodMetadataCache.start(endpoint(), sandboxes, System::nanoTime)) {
            String first = pods.runPod("shop", "cart", "kata");
            sandboxes.set(first);
            eventually(() -> known(cache, first));
            started().restart();
            String second = pods.runPod("shop", "till", "kata");
            sandboxes.set(first, second);
            eventually(() -> assertThat(known(cache, second).pod().ready()).isTrue());
            assertThat(known(cache, first).pod().ready()).isTrue();
        }
    }

    @Test
    void runsTheHandlerKataUnderItsOwnRuntimeType() throws IOException {
        try (PodRunner pods = new PodRunner(socket())) {
            String kata = pods.runPod("shop", "cart", "kata");
            String runc = pods.runPod("shop", "till", "runc");
            List<String> listing = ctr("containers", "ls").lines().toList();
            assertThat(listing).anySatisfy(line -> assertThat(line).contains(kata, "io.containerd.kata.v2"));
            assertThat(listing).anySatisfy(line -> assertThat(line).contains(runc, "io.containerd.runc.v2"));
            assertThat(ctr("tasks", "metrics", kata)).contains("memory");
        }
    }

    private PodLookup.Known known(PodMetadataCache cache, String id) {
        PodLookup lookup = cache.lookup(new SandboxId(id));
        assertThat(lookup).isInstanceOf(PodLookup.Known.class);
        return (PodLookup.Known) lookup;
    }

    private RuntimeEndpoint endpoint() {
        return RuntimeEndpoint.parse("unix://" + socket());
    }

    private Path socket() {
        return started().socket();
    }

    private String ctr(String... arguments) throws IOException {
        return started().ctr(arguments);
    }

    private PrivateContainerd started() {
        if (containerd == null) {
            throw new IllegalStateException("containerd is not started");
        }
        return containerd;
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(assertion);
    }
}
