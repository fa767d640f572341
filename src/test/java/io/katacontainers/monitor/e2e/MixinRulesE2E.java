package io.katacontainers.monitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.e2e.OneNodeCluster.RunningPod;
import io.katacontainers.monitor.e2e.Prometheus.Sample;
import io.katacontainers.monitor.sim.containerd.ContainerLimits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What dashboards and alerts of clusters stand on comes out for containers of Kata pods, in a Prometheus that scrapes as the PodMonitor says.
 * The system property {@code mixin.rules} may name a file of rules to take instead of our own, such as kube-prometheus' rendering of
 * kubernetes-mixin.
 */
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MixinRulesE2E {
    private static final String RULES =
            System.getProperty("mixin.rules", "src/test/resources/io/katacontainers/monitor/e2e/container-rules.yaml");
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String CPU = "node_namespace_pod_container:container_cpu_usage_seconds_total:sum_rate5m";
    private static final String MONITOR = """
            apiVersion: monitoring.katacontainers.io/v1alpha1
            kind: KataMonitor
            metadata: {name: kata, namespace: kata-monitor-system}
            spec:
              scraping: {interval: 2s, scrapeTimeout: 2s}
            """;

    private final Deque<Closeable> parts = new ArrayDeque<>();

    @SuppressWarnings("NullAway.Init")
    private Prometheus prometheus;

    @BeforeAll
    void start() throws IOException {
        OneNodeCluster cluster = OneNodeCluster.start();
        parts.push(cluster);
        RunningPod pod = cluster.runPod("shop", "load-0", "kata");
        cluster.shims().start(pod.sandbox(), Flavor.GO, "qemu");
        cluster.runContainer(pod, "spinner", new ContainerLimits(300, 0), BusyContainers.SPINNER);
        cluster.runContainer(pod, "hog", ContainerLimits.NONE, BusyContainers.HOG);
        RunningPod plain = cluster.runPod("shop", "plain-0", "runc");
        KubePodInfo podInfo = new KubePodInfo(List.of(pod, plain));
        parts.push(podInfo::close);

        cluster.kubectl().run("apply", "-f", OneNodeCluster.POD_MONITOR_CRD);
        cluster.deploy();
        cluster.startOperator();
        cluster.kubectl().apply(MONITOR);
        cluster.awaitReady("kata");
        ObjectNode configuration = cluster.scrapeConfiguration("kata");
        configuration.putObject("global").put("evaluation_interval", "1s");
        configuration.putArray("rule_files").add(Path.of(RULES).toAbsolutePath().toString());
        ((ArrayNode) configuration.path("scrape_configs")).add(podInfo.scrapeJob());
        prometheus = Prometheus.start(cluster.workspace().directory("prometheus"), configuration);
        parts.push(prometheus::close);
    }

    @AfterAll
    void stop() throws IOException {
        OneNodeCluster.closeAll(parts);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CPU,
                "node_namespace_pod_container:container_memory_working_set_bytes",
                "node_namespace_pod_container:container_memory_rss",
                "node_namespace_pod_container:container_memory_cache",
                "node_namespace_pod_container:container_memory_swap"
            })
    void recordsEachContainerOnce(String series) {
        within(() -> assertThat(prometheus.query(series))
                .allSatisfy(sample -> {
                    assertThat(sample.label("namespace")).isEqualTo("shop");
                    assertThat(sample.label("pod")).isEqualTo("load-0");
                    assertThat(sample.label("node")).isEqualTo(OneNodeCluster.NODE);
                })
                .extracting(sample -> sample.label("container"))
                .containsExactlyInAnyOrder("app", "spinner", "hog"));
    }

    @Test
    void recordsWhatContainersUse() {
        within(() -> {
            assertThat(prometheus.query(CPU + "{container=\"spinner\"}"))
                    .singleElement()
                    .satisfies(cores -> assertThat(cores.value()).isPositive());
            // What is recorded is an average over five minutes, which have not passed.
            assertThat(prometheus.query("irate(container_cpu_usage_seconds_total{container=\"spinner\"}[5m])"))
                    .singleElement()
                    .satisfies(cores -> assertThat(cores.value()).isBetween(0.2, 0.35));
            assertThat(prometheus.query("node_namespace_pod_container:container_memory_rss{container=\"hog\"}"))
                    .singleElement()
                    .satisfies(bytes -> assertThat(bytes.value())
                            .isBetween((double) BusyContainers.HOG_BYTES, 1.1 * BusyContainers.HOG_BYTES));
        });
    }

    @Test
    void alertsOnThrottlingOfTheOneThatIsThrottled() {
        within(() -> assertThat(prometheus.query(
                        "container_cpu_cfs_throttled_periods_total / container_cpu_cfs_periods_total > 0.25"))
                .singleElement()
                .satisfies(share -> assertThat(share.label("container")).isEqualTo("spinner")));
        within(() -> assertThat(prometheus.query("ALERTS{alertname=\"CPUThrottlingHigh\"}"))
                .extracting(alert -> alert.label("namespace"), alert -> alert.label("container"))
                .containsExactly(tuple("shop", "spinner")));
    }

    @Test
    void keepsTheTargetsUnderTheirOwnJob() {
        within(() -> {
            assertThat(prometheus.query("up{job=\"kata-monitor\"} == 1")).hasSize(2);
            assertThat(prometheus.query("container_memory_working_set_bytes{job=\"kubelet\"}"))
                    .hasSize(3);
            List<Sample> asKubelet = prometheus.query("up{job=\"kubelet\"}");
            assertThat(asKubelet).isEmpty();
        });
    }

    private static void within(ThrowingRunnable assertion) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(assertion);
    }
}
