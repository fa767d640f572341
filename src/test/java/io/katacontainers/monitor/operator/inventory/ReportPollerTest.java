package io.katacontainers.monitor.operator.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsMode;
import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.RootReport;
import io.katacontainers.monitor.sim.collector.ReportServer;
import io.prometheus.client.CollectorRegistry;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class ReportPollerTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @SuppressWarnings({"unused", "NullAway.Init"}) // Set by the extension.
    private KubernetesClient client;

    private final List<String> events = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private ReportServer server;

    @SuppressWarnings("NullAway.Init")
    private ReportPoller poller;

    @BeforeEach
    void start() throws Exception {
        server = new ReportServer(InetAddress.getLoopbackAddress(), 0);
        poller = new ReportPoller(
                new CollectorInventory(client, "kata-monitor"),
                new Recorder(),
                System::nanoTime,
                new Random(1),
                new CollectorRegistry());
        poller.configure(monitor("node-1"));
    }

    @AfterEach
    void stop() {
        poller.stop();
        server.close();
    }

    private final AtomicBoolean confirm = new AtomicBoolean();

    private static MonitorConfig monitor(String... nodes) {
        return new MonitorConfig(
                "kata-monitor", "kata", "uid", Duration.ofSeconds(10), SandboxMetricsMode.Full, 20, Set.of(nodes));
    }

    private Pod collector(String node, boolean ready) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("kata-monitor")
                .withName("collector-" + node)
                .addToLabels("app.kubernetes.io/name", "kata-monitor")
                .addToLabels("app.kubernetes.io/component", "collector")
                .addToLabels("monitoring.katacontainers.io/monitor", "kata")
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .addNewContainer()
                .withName("collector")
                .addNewPort()
                .withName("metrics")
                .withContainerPort(server.port())
                .endPort()
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPodIP("127.0.0.1")
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .endStatus()
                .build();
    }

    private void create(Pod pod) {
        client.pods().inNamespace("kata-monitor").resource(pod).create();
    }

    private void awaitEvents(String... expected) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(events).containsSubsequence(expected));
    }

    private static NodeReport report(String path) {
        return new NodeReport(1, "0.1", List.of(new RootReport(path, true, null)), null, List.of());
    }

    @Test
    @DisplayName("a change arrives while the poll for it waits; the same body is not sent twice")
    void longPoll() {
        create(collector("node-1", true));
        poller.start();
        awaitEvents("collector node-1", "report node-1 /run/vc/sbs");
        server.serve(report("/run/other"));
        awaitEvents("report node-1 /run/other");
        assertThat(server.fullAnswers()).isEqualTo(2);
    }

    @Test
    @DisplayName("nodes that an older KataMonitor owns are not asked, nor pods that are not ready")
    void notAsked() {
        create(collector("node-2", true));
        create(collector("node-1", false));
        poller.start();
        awaitEvents("collector node-1");
        assertThat(server.fullAnswers()).isZero();

        poller.configure(monitor("node-1", "node-2"));
        awaitEvents("report node-2 /run/vc/sbs");
        poller.configure(monitor("node-1"));
        awaitEvents("gone node-2");
        assertThat(events).doesNotContain("report node-1 /run/vc/sbs");
    }

    @Test
    @DisplayName("garbage and refusals are misses; the next good answer counts")
    void garbage() {
        server.serve("{\"hello\":1}".getBytes(StandardCharsets.UTF_8));
        create(collector("node-1", true));
        poller.start();
        awaitEvents("missed node-1");
        server.answerWith(500);
        awaitEvents("missed node-1", "missed node-1");
        server.serve(report("/run/vc/sbs"));
        server.answerWith(200);
        awaitEvents("report node-1 /run/vc/sbs");
    }

    @Test
    @DisplayName("a whole report with the tag of the last one is as good as none")
    void sameTag() {
        server.answerUnconditionally();
        create(collector("node-1", true));
        poller.start();
        awaitEvents("report node-1 /run/vc/sbs", "unchanged node-1");
        assertThat(events).containsOnlyOnce("report node-1 /run/vc/sbs");
    }

    @Test
    @DisplayName("after an answer that was wanted at once the next change arrives while the poll for it waits")
    void confirmed() {
        confirm.set(true);
        create(collector("node-1", true));
        poller.start();
        awaitEvents("report node-1 /run/vc/sbs", "unchanged node-1");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(server.lastQuery()).contains("wait="));
    }

    @Test
    @DisplayName("a collector that goes is gone")
    void gone() {
        create(collector("node-1", true));
        poller.start();
        awaitEvents("report node-1 /run/vc/sbs");
        client.pods().inNamespace("kata-monitor").withName("collector-node-1").delete();
        awaitEvents("gone node-1");
    }

    private final class Recorder implements ReportListener {
        @Override
        public boolean onReport(MonitorConfig monitor, String node, NodeReport report) {
            events.add("report " + node + " " + report.roots().get(0).path());
            return confirm.get();
        }

        @Override
        public boolean onUnchanged(MonitorConfig monitor, String node) {
            events.add("unchanged " + node);
            return false;
        }

        @Override
        public void onMissed(MonitorConfig monitor, String node) {
            events.add("missed " + node);
        }

        @Override
        public void onCollector(MonitorConfig monitor, String node) {
            events.add("collector " + node);
        }

        @Override
        public void onCollectorGone(MonitorConfig monitor, String node) {
            events.add("gone " + node);
        }
    }
}
