package io.katacontainers.monitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.e2e.OneNodeCluster.RunningPod;
import io.katacontainers.monitor.sim.containerd.PrivateContainerd;
import io.katacontainers.monitor.sim.process.Programs;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A KataMonitor in; collectors, /metrics, series in Prometheus and KataSandboxMetrics out; pods come and go. */
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainPathE2E {
    /** What upstream's own functional test grants its kata-monitor. */
    private static final Duration UPSTREAM_LIMIT = Duration.ofSeconds(20);

    private static final String MONITOR = """
            apiVersion: monitoring.katacontainers.io/v1alpha1
            kind: KataMonitor
            metadata: {name: kata, namespace: kata-monitor-system}
            spec:
              scraping: {interval: 2s, scrapeTimeout: 2s}
              sandboxMetrics: {interval: 10s}
            """;

    @SuppressWarnings("NullAway.Init")
    private OneNodeCluster cluster;

    @SuppressWarnings("NullAway.Init")
    private OneNodeCluster.Operator operator;

    @SuppressWarnings("NullAway.Init")
    private Prometheus prometheus;

    @SuppressWarnings("NullAway.Init")
    private String collector;

    @BeforeAll
    void start() throws IOException {
        cluster = OneNodeCluster.start();
        Kubectl kubectl = cluster.kubectl();
        kubectl.run("apply", "-f", OneNodeCluster.POD_MONITOR_CRD);
        cluster.deploy();
        operator = cluster.startOperator();
        kubectl.apply(MONITOR);
        cluster.awaitReady("kata");
        collector = cluster.collectorUrl();
        prometheus = Prometheus.start(cluster.workspace().directory("prometheus"), cluster.scrapeConfiguration("kata"));
    }

    @AfterAll
    void stop() throws IOException {
        if (prometheus != null) {
            prometheus.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void nothingWasDeniedAndNothingWrittenInVain() {
        assertThat(cluster.apiServer().audit().denied()).isEmpty();
        assertThat(cluster.apiServer().audit().noOpWrites())
                .filteredOn(write -> write.call().user().equals(OneNodeCluster.OPERATOR))
                .isEmpty();
    }

    @Test
    void showsAKataPodUntilItIsRemoved() throws Exception {
        RunningPod pod = cluster.runPod("shop", "cart-0", "kata");
        cluster.shims().start(pod.sandbox(), Flavor.GO, "qemu");

        within(UPSTREAM_LIMIT, () -> {
            assertThat(get("/sandboxes").lines(pod.sandbox())).isEqualTo(1);
            assertThat(get("/metrics").lines(labels(pod))).isGreaterThanOrEqualTo(200);
        });
        within(UPSTREAM_LIMIT, () -> {
            assertThat(prometheus.query("up{job=\"kata-monitor\"}")).hasSize(2).allSatisfy(up -> {
                assertThat(up.value()).isEqualTo(1);
                assertThat(up.label("node")).isEqualTo(OneNodeCluster.NODE);
            });
            assertThat(prometheus.query("kata_monitor_sandbox_up{cri_name=\"cart-0\",cri_namespace=\"shop\"} == 1"))
                    .hasSize(1);
            assertThat(prometheus.query("kata_guest_meminfo{cri_name=\"cart-0\",item=\"mem_available\"}"))
                    .singleElement()
                    .satisfies(sample -> {
                        assertThat(sample.label("sandbox_id")).isEqualTo(pod.sandbox());
                        assertThat(sample.label("cri_uid")).isEqualTo(pod.uid());
                        assertThat(sample.value()).isPositive();
                    });
        });
        within(UPSTREAM_LIMIT, () -> assertIsPublished(pod));

        cluster.shims().stop(pod.sandbox());
        cluster.removePod(pod);

        within(UPSTREAM_LIMIT, () -> {
            assertThat(get("/sandboxes").lines(pod.sandbox())).isZero();
            assertThat(get("/metrics").lines(pod.sandbox())).isZero();
        });
        within(UPSTREAM_LIMIT, () -> assertThat(table("shop")).doesNotContain("cart-0"));
        within(UPSTREAM_LIMIT, () -> assertThat(prometheus.query("kata_monitor_sandbox_up{cri_name=\"cart-0\"}"))
                .isEmpty());
    }

    private void assertIsPublished(RunningPod pod) throws IOException {
        String name = pod.name() + "-" + pod.sandbox().substring(0, 12);
        assertThat(table(pod.namespace()).lines().filter(line -> line.startsWith(name)))
                .singleElement()
                .asString()
                .containsSubsequence(
                        "Running",
                        "True",
                        OneNodeCluster.NODE,
                        " 1 ",
                        "Allowed",
                        "qemu",
                        "kata",
                        pod.sandbox(),
                        "vsock://");
        JsonNode object = cluster.kubectl().json("get", "katasandboxmetrics", name, "-n", pod.namespace());
        assertThat(object.at("/spec/podRef/uid").asText()).isEqualTo(pod.uid());
        assertThat(object.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo(pod.uid());
        assertThat(object.at("/status/agentURL").asText()).startsWith("vsock://");
        JsonNode container = object.at("/status/containers/0");
        assertThat(container.path("name").asText()).isEqualTo("app");
        assertThat(container.path("id").asText()).isEqualTo(pod.container());
        assertThat(container.path("image").asText()).isEqualTo(PrivateContainerd.IMAGE);
        assertThat(container.path("state").asText()).isEqualTo("Running");
        assertThat(container.path("memory").asText()).matches("\\d+[KM]i");
        assertThat(container.path("oomKills").asInt(-1)).isZero();
    }

    @Test
    void neverShowsARuncPod() throws Exception {
        RunningPod runc = cluster.runPod("shop", "till", "runc");
        RunningPod kata = cluster.runPod("shop", "shelf", "kata");
        cluster.shims().start(kata.sandbox(), Flavor.RUNTIME_RS, "dragonball");
        try {
            within(UPSTREAM_LIMIT, () -> {
                assertThat(get("/metrics").lines(labels(kata))).isPositive();
                assertThat(table("shop")).contains("shelf-");
                assertThat(prometheus.query("kata_monitor_sandbox_up{cri_name=\"shelf\"}"))
                        .hasSize(1);
            });
            assertThat(get("/sandboxes").body()).doesNotContain(runc.sandbox());
            assertThat(get("/metrics").body()).doesNotContain(runc.sandbox());
            assertThat(prometheus.query("{cri_name=\"till\"}")).isEmpty();
            assertThat(table("shop")).doesNotContain("till-");
        } finally {
            cluster.shims().stop(kata.sandbox());
            cluster.removePod(kata);
            cluster.removePod(runc);
        }
    }

    @Test
    void neverAsksAShimThatMayAbort() throws Exception {
        RunningPod pod = cluster.runPod("shop", "vault", "kata");
        var shim = cluster.shims().start(pod.sandbox(), Flavor.RUNTIME_RS, "qemu");
        try {
            within(UPSTREAM_LIMIT, () -> {
                assertThat(prometheus.query("kata_monitor_sandbox_info{cri_name=\"vault\"}"))
                        .singleElement()
                        .satisfies(
                                info -> assertThat(info.label("scrape_policy")).isEqualTo("denied"));
                assertThat(table("shop").lines().filter(line -> line.startsWith("vault-")))
                        .singleElement()
                        .asString()
                        .contains("RuntimeRsQemu");
            });
            assertThat(shim.requests("/metrics")).isZero();
            assertThat(shim.aborted()).isFalse();
        } finally {
            cluster.shims().stop(pod.sandbox());
            cluster.removePod(pod);
        }
    }

    @Test
    void servesOnlyWhatPromtoolAccepts() throws Exception {
        RunningPod pod = cluster.runPod("shop", "desk", "kata");
        cluster.shims().start(pod.sandbox(), Flavor.GO, "qemu");
        Promtool promtool = new Promtool();
        try {
            within(UPSTREAM_LIMIT, () -> assertThat(get("/metrics").lines(labels(pod)))
                    .isPositive());
            promtool.check(get("/metrics").body());
            Page gzip = Page.get(collector + "/metrics", "Accept-Encoding", "gzip");
            assertThat(gzip.lines(labels(pod))).isPositive();
            promtool.check(gzip.body());
            promtool.check(
                    get("/metrics?filter_family=kata_guest,kata_hypervisor").body());
            promtool.check(get("/metrics?sandbox=" + pod.sandbox()).body());
            promtool.check(Page.get(operator.metricsUrl()).body());
        } finally {
            cluster.shims().stop(pod.sandbox());
            cluster.removePod(pod);
        }
    }

    @Test
    void showsSandboxesToPeople() throws Exception {
        RunningPod pod = cluster.runPod("shop", "window", "kata");
        cluster.shims().start(pod.sandbox(), Flavor.GO, "qemu");
        try {
            within(UPSTREAM_LIMIT, () -> assertThat(get("/metrics").lines(labels(pod)))
                    .isPositive());
            String page = Programs.run(
                    Programs.require("chromium").toString(),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--user-data-dir=" + cluster.workspace().directory("chromium"),
                    "--dump-dom",
                    collector + "/");
            assertThat(page).contains("<tr", pod.sandbox().substring(0, 12), "window", "shop");
        } finally {
            cluster.shims().stop(pod.sandbox());
            cluster.removePod(pod);
        }
    }

    private Page get(String path) throws IOException {
        return Page.get(collector + path);
    }

    private String table(String namespace) throws IOException {
        return cluster.kubectl().run("get", "katasandboxmetrics", "-n", namespace, "-o", "wide");
    }

    /** In the order of upstream's kata-monitor. */
    private static String labels(RunningPod pod) {
        return "sandbox_id=\"%s\",cri_uid=\"%s\",cri_name=\"%s\",cri_namespace=\"%s\""
                .formatted(pod.sandbox(), pod.uid(), pod.name(), pod.namespace());
    }

    private static void within(Duration limit, ThrowingRunnable assertion) {
        await().atMost(limit)
                .pollInterval(Duration.ofMillis(250))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(assertion);
    }
}
