package io.katacontainers.monitor.collector;

import static io.katacontainers.monitor.collector.CollectorFixture.eventually;
import static io.katacontainers.monitor.collector.CollectorFixture.pod;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.katacontainers.monitor.report.AgentReport;
import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.sim.shim.ShimFault;
import io.katacontainers.monitor.sim.shim.SimulatedShim;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The report over HTTP, as the operator reads it. */
class ReportIT {
    private static final String REPORT = "/api/v1/sandboxes";

    private final ObjectMapper json = new ObjectMapper();

    @SuppressWarnings("NullAway.Init")
    private CollectorFixture collector;

    @SuppressWarnings("NullAway.Init")
    private List<SimulatedShim> shims;

    @BeforeEach
    void start() throws IOException {
        collector = CollectorFixture.inACluster();
        shims = collector.startShims(2);
    }

    @AfterEach
    void stop() throws IOException {
        collector.close();
    }

    @Test
    void tellsWhatTheGuestsSaidAndHowLongAgo() throws IOException {
        settle();
        HttpResponse<String> answer = collector.get(REPORT);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("Age")).isPresent();
        NodeReport report = json.readValue(answer.body(), NodeReport.class);
        assertThat(json.readTree(json.writeValueAsString(report))).isEqualTo(json.readTree(answer.body()));
        assertThat(report.schemaVersion()).isEqualTo(NodeReport.SCHEMA_VERSION);
        assertThat(report.collectorVersion()).isEqualTo("1.2.3");
        SandboxReport sandbox = report.sandboxes().get(0);
        assertThat(sandbox.agent().reachable()).isEqualTo(AgentReport.Reachable.YES);
        assertThat(sandbox.vm()).isNotNull();
        assertThat(sandbox.containers()).extracting("name").containsExactly("app");
        JsonNode one = json.readTree(collector.get(REPORT + "/sandbox-0").body());
        assertThat(one).isEqualTo(json.readTree(answer.body()).get("sandboxes").get(0));
    }

    @Test
    void keepsItsTagWhileFiguresMoveWithinTheirBand() {
        String tag = settle();
        for (int i = 0; i < 5; i++) {
            collector.get("/metrics");
        }
        HttpResponse<String> same = collector.get(REPORT + "?wait=3s", "If-None-Match", tag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.headers().firstValue("ETag")).hasValue(tag);
    }

    @Test
    void wakesThoseWhoWaitWhenSomethingChanges() throws IOException {
        String tag = settle();
        CompletableFuture<HttpResponse<String>> waiting =
                CompletableFuture.supplyAsync(() -> collector.get(REPORT + "?wait=30s", "If-None-Match", tag));
        collector.shims.stop("sandbox-1");
        assertThat(waiting).succeedsWithin(30, TimeUnit.SECONDS).satisfies(answer -> {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("ETag")).isNotEqualTo(java.util.Optional.of(tag));
        });
        eventually(() -> assertThat(collector.report().sandboxes()).hasSize(1));
    }

    @Test
    void answersAtOnceWhereManyWait() throws IOException {
        String tag = settle();
        List<CompletableFuture<HttpResponse<String>>> waiting = java.util.stream.IntStream.range(0, 12)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> collector.get(REPORT + "?wait=30s", "If-None-Match", tag),
                        task -> new Thread(task).start()))
                .toList();
        eventually(() ->
                assertThat(waiting.stream().filter(CompletableFuture::isDone)).hasSizeGreaterThanOrEqualTo(4));
        assertThat(collector.get("/healthz").statusCode()).isEqualTo(200);
        collector.shims.stop("sandbox-0");
        assertThat(waiting).allSatisfy(wait -> assertThat(wait).succeedsWithin(30, TimeUnit.SECONDS));
    }

    @Test
    void readingFetchesAtMostOncePerInterval() {
        settle();
        List<Long> before =
                shims.stream().map(shim -> shim.requests("/metrics")).toList();
        for (int i = 0; i < 20; i++) {
            collector.get(REPORT);
            collector.get("/", "Accept", "text/html");
            collector.get(REPORT + "/sandbox-0");
        }
        assertThat(shims.stream().map(shim -> shim.requests("/metrics")).toList())
                .isEqualTo(before);
    }

    @Test
    void anAgentThatHangsIsSilent() throws IOException {
        settle();
        shims.get(0).fault(ShimFault.HANG);
        eventually(() -> {
            // The first answer may be one of before, shared for a second.
            collector.get("/metrics");
            assertThat(collector.report("sandbox-0").agent())
                    .isEqualTo(new AgentReport(AgentReport.Reachable.NO, "metrics_timeout"));
        });
        assertThat(collector.get("/", "Accept", "text/html").body()).contains(">silent<", "metrics timeout");
    }

    @Test
    void thePageIsEscapedAndNeedsNothingFromElsewhere() {
        collector.runtime.pods(List.of(
                new io.katacontainers.monitor.sim.cri.SimulatedPod(
                        "sandbox-0", "u", "<script>alert(1)</script>", "\"><img src=x>", "kata", true, List.of()),
                pod("sandbox-1")));
        eventually(() -> assertThat(collector.get("/", "Accept", "text/html").body())
                .contains("&lt;script&gt;", "&quot;&gt;&lt;img src=x&gt;")
                .doesNotContain("<script", "<img", "http://", "https://"));
        assertThat(collector.get("/", "Accept", "text/html").headers().firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; style-src 'unsafe-inline'");
    }

    @Test
    void nothingIsDebuggedInACluster() {
        for (String path : List.of("/debug/vars", "/debug/pprof/", "/debug/pprof/profile")) {
            assertThat(collector.get(path + "?sandbox=sandbox-0").statusCode()).isEqualTo(404);
        }
        assertThat(collector.get("/").body()).doesNotContain("debug");
        assertThat(shims.get(0).requests("/debug/vars")).isZero();
    }

    /** Waits until all there is to know is known; gives the report's tag. */
    private String settle() {
        eventually(() -> assertThat(collector.report().sandboxes()).allSatisfy(sandbox -> {
            assertThat(sandbox.vm()).isNotNull();
            assertThat(sandbox.agentUrl()).isNotNull();
        }));
        return collector.get(REPORT).headers().firstValue("ETag").orElseThrow();
    }
}
