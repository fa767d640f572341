package io.katacontainers.monitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.sim.containerd.PodRunner;
import io.katacontainers.monitor.sim.containerd.PrivateContainerd;
import io.katacontainers.monitor.sim.shim.ShimSimulator;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real containerd that is stopped, late or replaced: names come back by themselves, and nothing else suffers. */
@Tag("e2e")
class ContainerdHealingE2E {
    /** From the cure on. */
    private static final Duration LIMIT = Duration.ofSeconds(15);

    @SuppressWarnings("NullAway.Init")
    private Workspace workspace;

    @SuppressWarnings("NullAway.Init")
    private PrivateContainerd containerd;

    @SuppressWarnings("NullAway.Init")
    private ShimSimulator shims;

    @BeforeEach
    void start() throws IOException {
        workspace = Workspace.create();
        containerd = PrivateContainerd.start(workspace.directory("c"));
        shims = new ShimSimulator(workspace.directory());
    }

    @AfterEach
    void stop() throws IOException {
        if (shims != null) {
            shims.close();
        }
        if (containerd != null) {
            containerd.close();
        }
        workspace.close();
    }

    @Test
    void namesComeBackAfterContainerdWasStopped() throws Exception {
        try (PodRunner pods = new PodRunner(containerd.socket());
                CollectorProgram collector = collector()) {
            String first = kataPod(pods, "cart");
            within(LIMIT, () -> assertNamed(collector, first, "cart"));

            containerd.stop();
            within(LIMIT, () -> assertThat(collector.get("/metrics").body()).contains("kata_monitor_cri_up 0"));
            assertNamed(collector, first, "cart");

            containerd.restart();
            String second = kataPod(pods, "till");
            within(LIMIT, () -> {
                assertNamed(collector, first, "cart");
                assertNamed(collector, second, "till");
                assertThat(collector.get("/metrics").body()).contains("kata_monitor_cri_up 1");
            });
        }
    }

    @Test
    void namesComeWhenContainerdComesLate() throws Exception {
        try (PodRunner pods = new PodRunner(containerd.socket())) {
            String id = kataPod(pods, "cart");
            containerd.stop();
            try (CollectorProgram collector = collector()) {
                within(LIMIT, () -> {
                    assertThat(collector.get("/sandboxes").lines(id)).isEqualTo(1);
                    assertThat(collector.get("/metrics").lines("sandbox_id=\"" + id + "\",cri_uid=\"\""))
                            .isGreaterThanOrEqualTo(200);
                });
                containerd.restart();
                within(LIMIT, () -> assertNamed(collector, id, "cart"));
            }
        }
    }

    private CollectorProgram collector() throws IOException {
        return CollectorProgram.start(workspace, containerd.socket(), shims.goRoot(), shims.rustRoot());
    }

    private String kataPod(PodRunner pods, String name) throws IOException {
        String id = pods.runPod("shop", name, "kata");
        shims.start(id, Flavor.GO, "qemu");
        return id;
    }

    private static void assertNamed(CollectorProgram collector, String id, String name) throws IOException {
        Page page = collector.get("/metrics");
        assertThat(page.lines("sandbox_id=\"" + id + "\"")).isGreaterThanOrEqualTo(200);
        assertThat(page.body()
                        .lines()
                        .filter(line -> line.contains("sandbox_id=\"" + id + "\""))
                        .filter(line -> !line.contains("cri_name=\"" + name + "\",cri_namespace=\"shop\"")))
                .isEmpty();
    }

    private static void within(Duration limit, ThrowingRunnable assertion) {
        await().atMost(limit).pollInterval(Duration.ofMillis(250)).untilAsserted(assertion);
    }
}
