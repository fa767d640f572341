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
import java.util.Set;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statistics client against a real containerd with real pods. */
@Tag("e2e")
class ContainerdStatsE2E {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void readsFiguresAndFactsOfARealPodAlsoAfterARestart() throws IOException {
        PrivateContainerd.missing().ifPresent(what -> Assumptions.abort("needs " + what));
        try (PrivateContainerd containerd = PrivateContainerd.start(directory);
                PodRunner pods = new PodRunner(containerd.socket());
                RuntimeStatsClient client = RuntimeStatsClient.start(
                        RuntimeEndpoint.parse(containerd.socket().toString()), System::nanoTime)) {
            SandboxId kata = new SandboxId(pods.runPod("shop", "cart", "kata"));
            SandboxId runc = new SandboxId(pods.runPod("shop", "till", "runc"));
            String app = pods.runContainer(kata.value(), "app");
            String proxy = pods.runContainer(kata.value(), "proxy");
            String other = pods.runContainer(runc.value(), "app");
            client.retain(Set.of(app));

            readsFigures(client, kata, app, proxy);
            readsFacts(client, kata, runc, app, other);
            assertThat(client.interfaces(kata, DEADLINE)).succeedsWithin(DEADLINE);
            eventually(() -> assertThat(client.oomKills(app)).hasValue(0));
            assertThat(client.calls())
                    .filteredOn(call -> call.name().startsWith("containerd"))
                    .hasSize(3)
                    .allSatisfy(call -> assertThat(call.state()).isEqualTo(StatsCall.State.WORKS));

            containerd.restart();
            readsFigures(client, kata, app, proxy);
        }
    }

    private static void readsFigures(RuntimeStatsClient client, SandboxId sandbox, String... containers) {
        eventually(() -> assertThat(client.containers(sandbox, List.of(containers), DEADLINE))
                .succeedsWithin(DEADLINE)
                .satisfies(figures -> assertThat(figures)
                        .extracting(RawContainerStats::containerId)
                        .containsExactlyInAnyOrder(containers)));
    }

    private static void readsFacts(
            RuntimeStatsClient client, SandboxId kata, SandboxId runc, String app, String other) {
        assertThat(client.facts(kata, List.of(app), DEADLINE))
                .succeedsWithin(DEADLINE)
                .satisfies(facts -> {
                    assertThat(facts.runtimeType()).isEqualTo("io.containerd.kata.v2");
                    assertThat(facts.kata()).contains(true);
                    assertThat(facts.pid()).isPositive();
                    assertThat(facts.declaredOverheadBytes()).isNull();
                    assertThat(facts.containers()).singleElement().satisfies(container -> {
                        assertThat(container.id()).isEqualTo(app);
                        assertThat(container.startedAt()).isNotNull();
                        assertThat(container.memoryLimitBytes()).isNull();
                    });
                });
        assertThat(client.facts(runc, List.of(other), DEADLINE))
                .succeedsWithin(DEADLINE)
                .satisfies(facts -> assertThat(facts.kata()).contains(false));
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(assertion);
    }
}
