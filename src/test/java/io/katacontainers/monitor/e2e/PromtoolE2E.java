package io.katacontainers.monitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.sim.shim.ShimFault;
import io.katacontainers.monitor.sim.shim.ShimSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever one shim does, Prometheus' own parser accepts the page, and the other sandboxes are complete on it. */
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PromtoolE2E {
    private static final String GO = "well-go";
    private static final String RUST = "well-rust";

    @SuppressWarnings("NullAway.Init")
    private Workspace workspace;

    @SuppressWarnings("NullAway.Init")
    private ShimSimulator shims;

    @SuppressWarnings("NullAway.Init")
    private CollectorProgram collector;

    @SuppressWarnings("NullAway.Init")
    private Promtool promtool;

    private long goLines;
    private long rustLines;

    @BeforeAll
    void start() throws IOException {
        promtool = new Promtool();
        workspace = Workspace.create();
        shims = new ShimSimulator(workspace.directory());
        shims.start(GO, Flavor.GO, "qemu");
        shims.start(RUST, Flavor.RUNTIME_RS, "dragonball");
        Path noRuntime = workspace.directory().resolve("absent.sock");
        collector = CollectorProgram.start(workspace, noRuntime, shims.goRoot(), shims.rustRoot());
        await().untilAsserted(() -> {
            Page page = metrics();
            goLines = page.lines(label(GO));
            rustLines = page.lines(label(RUST));
            assertThat(goLines).isGreaterThanOrEqualTo(200);
            assertThat(rustLines).isPositive();
        });
    }

    @AfterAll
    void stop() throws IOException {
        if (collector != null) {
            collector.close();
        }
        if (shims != null) {
            shims.close();
        }
        if (workspace != null) {
            workspace.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void acceptsThePageBesideAShimWithFault(ShimFault fault) throws IOException {
        String sick = "sick-" + fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
        shims.start(sick, Flavor.GO, "qemu").fault(fault);
        try {
            await().untilAsserted(() -> assertThat(metrics().lines(label(sick))).isPositive());
            Page page = metrics();
            promtool.check(page.body());
            assertThat(page.lines(label(GO))).isEqualTo(goLines);
            assertThat(page.lines(label(RUST))).isEqualTo(rustLines);
            promtool.check(collector.get("/metrics?filter_family=kata_guest").body());
        } finally {
            shims.stop(sick);
        }
    }

    private Page metrics() throws IOException {
        return collector.get("/metrics", "X-Prometheus-Scrape-Timeout-Seconds", "2");
    }

    private static String label(String id) {
        return "sandbox_id=\"" + id + "\"";
    }
}
