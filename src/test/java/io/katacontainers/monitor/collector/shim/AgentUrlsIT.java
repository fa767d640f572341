package io.katacontainers.monitor.collector.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.sim.shim.ShimSimulator;
import io.katacontainers.monitor.sim.shim.SimulatedSandboxes;
import io.katacontainers.monitor.sim.shim.SimulatedShim;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentUrlsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path root;

    @Test
    void asksOncePerSocketAndDeniedOnesToo() throws Exception {
        try (ShimSimulator simulator = new ShimSimulator(root);
                ShimClient client = new ShimClient(ShimLimits.DEFAULT, System::nanoTime)) {
            SimulatedShim go = simulator.start("go", Flavor.GO, "qemu");
            SimulatedShim denied = simulator.start("rust", Flavor.RUNTIME_RS, "qemu");
            SimulatedSandboxes sandboxes = new SimulatedSandboxes(simulator);
            SandboxId id = new SandboxId("go");
            try (AgentUrls urls = new AgentUrls(sandboxes, client, System::nanoTime)) {
                await().atMost(LIMIT).until(() -> urls.known(id).isPresent());
                await().atMost(LIMIT)
                        .until(() -> urls.known(new SandboxId("rust")).isPresent());
                assertThat(urls.known(id)).contains("vsock://1000:1024");
                assertThat(urls.get(sandboxes.find(id).orElseThrow())).isEqualTo("vsock://1000:1024");
                sandboxes.changed();
                assertThat(go.requests("/agent-url")).isEqualTo(1);
                assertThat(denied.requests("/metrics")).isZero();

                go.restart();
                sandboxes.changed();
                await().atMost(LIMIT).until(() -> go.requests("/agent-url") == 2);

                simulator.stop("go");
                sandboxes.changed();
                await().atMost(LIMIT).until(() -> urls.known(id).isEmpty());
            }
        }
    }
}
