package io.katacontainers.monitor.collector;

import static io.katacontainers.monitor.collector.CollectorFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.report.AgentReport;
import io.katacontainers.monitor.report.ScrapeReport;
import io.katacontainers.monitor.sim.shim.SimulatedShim;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shim that a request for metrics would abort is never asked, whoever reads what. */
class UnsafeShimIT {
    @SuppressWarnings("NullAway.Init")
    private CollectorFixture collector;

    @BeforeEach
    void start() throws IOException {
        collector = CollectorFixture.onAHost();
    }

    @AfterEach
    void stop() throws IOException {
        collector.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"qemu", "firecracker", "remote", "cloud-hypervisor", "something-new"})
    void isNotAskedBecauseOfItsHypervisor(String hypervisor) throws IOException {
        SimulatedShim shim = collector.shims.start("unsafe", Flavor.RUNTIME_RS, hypervisor);
        staysUntouched(shim, hypervisor);
    }

    @Test
    void isNotAskedWhereItsStateCannotBeRead() throws IOException {
        SimulatedShim shim = collector.shims.start("unsafe", Flavor.RUNTIME_RS, "dragonball");
        eventually(() -> assertThat(collector.sandboxes()).containsExactly("unsafe"));
        Files.writeString(shim.directory().resolve("state.json"), "{\"hypervisor\":");
        eventually(
                () -> assertThat(collector.report("unsafe").scrape().policy()).isEqualTo(ScrapeReport.Policy.DENIED));
        long before = shim.requests("/metrics");
        readEverything();
        assertThat(shim.requests("/metrics")).isEqualTo(before);
        assertThat(collector.report("unsafe").scrape().reason()).isNotBlank();
    }

    private void staysUntouched(SimulatedShim shim, String hypervisor) {
        eventually(() -> assertThat(collector.report("unsafe").agentUrl()).isEqualTo("hvsock:///run/kata/unsafe"));
        readEverything();
        Page page = new Page(collector.metrics());
        assertThat(page.value(
                        "kata_monitor_sandbox_info",
                        Map.of("sandbox_id", "unsafe", "hypervisor", hypervisor, "scrape_policy", "denied")))
                .hasValue(1);
        assertThat(page.ofSandbox("kata_monitor_sandbox_up", "unsafe")).isEmpty();
        assertThat(page.relayed()).isEmpty();
        assertThat(collector.report("unsafe").scrape().policy()).isEqualTo(ScrapeReport.Policy.DENIED);
        assertThat(collector.report("unsafe").agent().reachable()).isEqualTo(AgentReport.Reachable.UNKNOWN);
        assertThat(collector.get("/agent-url?sandbox=unsafe").body()).isEqualTo("hvsock:///run/kata/unsafe\n");
        assertThat(shim.requests("/metrics")).isZero();
        assertThat(shim.methods()).containsExactly("GET");
        assertThat(shim.aborted()).isFalse();
    }

    private void readEverything() {
        for (String target : List.of(
                "/metrics",
                "/metrics?filter_family=kata_guest",
                "/api/v1/sandboxes",
                "/api/v1/sandboxes?interval=1",
                "/api/v1/sandboxes/unsafe",
                "/sandboxes",
                "/validate")) {
            assertThat(collector.get(target).statusCode()).as(target).isEqualTo(200);
        }
        assertThat(collector.get("/", "Accept", "text/html").body()).contains(">denied<");
        assertThat(collector.get("/metrics?sandbox=unsafe").statusCode()).isEqualTo(403);
        assertThat(collector.get("/debug/pprof/?sandbox=unsafe").statusCode()).isEqualTo(404);
        assertThat(collector.get("/debug/vars?sandbox=unsafe").statusCode()).isEqualTo(404);
    }
}
