package io.katacontainers.monitor.operator.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsMode;
import io.katacontainers.monitor.api.v1alpha1.SandboxPhase;
import io.katacontainers.monitor.operator.event.EventComposer;
import io.katacontainers.monitor.operator.inventory.MonitorConfig;
import io.katacontainers.monitor.report.AgentReport.Reachable;
import io.katacontainers.monitor.report.PodReport;
import io.katacontainers.monitor.sim.apiserver.ApiServer;
import io.katacontainers.monitor.sim.apiserver.ApiServerOptions;
import io.katacontainers.monitor.sim.apiserver.ApiServerOptions.ControllerName;
import io.katacontainers.monitor.sim.apiserver.AuditEntry;
import io.katacontainers.monitor.sim.collector.ReportServer;
import io.prometheus.client.CollectorRegistry;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The publisher between a collector that serves HTTP and an API server that keeps objects. */
@SuppressWarnings("NullAway.Init") // Fields are set before each test.
class SandboxPublisherIT {
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final String RESOURCE = "katasandboxmetrics";

    private ApiServer server;
    private KubernetesClient client;
    private ReportServer collector;
    private SandboxPublisher publisher;
    private MonitorConfig monitor = config(Duration.ofSeconds(60), SandboxMetricsMode.Full);

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(ApiServerOptions.defaults().withControllers(Set.of(ControllerName.GARBAGE_COLLECTOR)));
        server.loadDefinitions(Path.of("crds"));
        client = new KubernetesClientBuilder()
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
        for (String namespace : List.of("kata-monitor", "shop")) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
        collector = new ReportServer(InetAddress.getLoopbackAddress(), 0);
        createCollectorPod();
        publisher = publisher();
        publisher.start();
    }

    @AfterEach
    void stop() throws Exception {
        publisher.close();
        collector.close();
        client.close();
        server.close();
    }

    private SandboxPublisher publisher() {
        SandboxPublisher made = new SandboxPublisher(
                client,
                "kata-monitor",
                "operator-0",
                Clock.systemUTC(),
                System::nanoTime,
                new Random(1),
                new CollectorRegistry());
        made.configure(monitor);
        return made;
    }

    private static MonitorConfig config(Duration interval, SandboxMetricsMode mode) {
        return new MonitorConfig("kata-monitor", "kata", SandboxFixture.UID, interval, mode, 20, Set.of("node-1"));
    }

    private void createCollectorPod() {
        Pod pod = pod("kata-monitor", "collector", "node-1", collector.port());
        pod.getMetadata().getLabels().put("app.kubernetes.io/name", "kata-monitor");
        pod.getMetadata().getLabels().put("app.kubernetes.io/component", "collector");
        pod.getMetadata().getLabels().put("monitoring.katacontainers.io/monitor", "kata");
        Pod created = client.resource(pod).create();
        created.setStatus(new PodStatusBuilder()
                .withPhase("Running")
                .withPodIP("127.0.0.1")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .build());
        client.resource(created).updateStatus();
    }

    private static Pod pod(String namespace, String name, String node, int port) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .addNewContainer()
                .withName("main")
                .withImage("main:1")
                .addNewPort()
                .withName("metrics")
                .withContainerPort(port)
                .endPort()
                .endContainer()
                .endSpec()
                .build();
    }

    /** Creates the pod and makes a sandbox that claims it as the runtime of its node would. */
    private SandboxFixture web(String node) {
        Pod created = client.resource(pod("shop", "web", node, 8080)).create();
        return SandboxFixture.running(ID, "web")
                .in(new PodReport(created.getMetadata().getUid(), "web", "shop"));
    }

    private List<KataSandboxMetrics> objects() {
        return client.resources(KataSandboxMetrics.class)
                .inAnyNamespace()
                .list()
                .getItems();
    }

    private KataSandboxMetricsStatus status() {
        assertThat(objects()).hasSize(1);
        return Objects.requireNonNull(objects().get(0).getStatus());
    }

    private List<AuditEntry> writes() {
        return server.audit().writes(RESOURCE);
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
    }

    private boolean agentIs(String status) {
        return Objects.requireNonNull(status().conditions()).stream()
                .anyMatch(c ->
                        c.type().equals("AgentReachable") && c.status().name().equals(status));
    }

    @Test
    @DisplayName("created whole, patched when the state changes, deleted when gone: no write that changes nothing")
    void life() {
        SandboxFixture web = web("node-1");
        collector.serve(SandboxFixture.node(web));
        eventually(() -> assertThat(objects()).singleElement().satisfies(o -> {
            assertThat(o.getMetadata().getName()).isEqualTo("web-0123456789ab");
            assertThat(o.getMetadata().getNamespace()).isEqualTo("shop");
            assertThat(o.getSpec().sandboxId()).isEqualTo(ID);
            assertThat(o.getMetadata().getOwnerReferences()).hasSize(1);
        }));
        assertThat(status().phase()).isEqualTo(SandboxPhase.Running);

        collector.serve(SandboxFixture.node(web.with(Reachable.NO)));
        eventually(() -> assertThat(agentIs("False")).isTrue());

        collector.serve(SandboxFixture.node());
        eventually(() -> assertThat(objects()).isEmpty());
        assertThat(writes()).hasSize(3).allSatisfy(w -> assertThat(w.status()).isLessThan(300));
        assertThat(server.audit().noOpWrites()).isEmpty();
    }

    @Test
    @DisplayName("the object goes with its pod, and is not made again without it")
    void collected() {
        collector.serve(SandboxFixture.node(web("node-1")));
        eventually(() -> assertThat(objects()).hasSize(1));
        client.pods().inNamespace("shop").withName("web").withGracePeriod(0).delete();
        eventually(() -> assertThat(objects()).isEmpty());
    }

    @Test
    @DisplayName(
            "what a user deletes or changes is put right at the next comparison; one that finds nothing writes nothing")
    void recheck() {
        collector.serve(SandboxFixture.node(web("node-1")));
        eventually(() -> assertThat(objects()).hasSize(1));
        server.audit().clear();
        publisher.recheck();
        eventually(() -> assertThat(lists()).isPositive());
        assertThat(writes()).isEmpty();

        client.resource(objects().get(0)).delete();
        publisher.recheck();
        eventually(() -> assertThat(status().phase()).isEqualTo(SandboxPhase.Running));

        client.resources(KataSandboxMetrics.class)
                .inNamespace("shop")
                .withName("web-0123456789ab")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"phase\":\"Unknown\"}}");
        assertThat(status().phase()).isEqualTo(SandboxPhase.Unknown);
        publisher.recheck();
        eventually(() -> assertThat(status().phase()).isEqualTo(SandboxPhase.Running));
    }

    private long lists() {
        return server.audit()
                .entries(e -> e.call().verb().equals("list")
                        && e.call().resource().equals(RESOURCE)
                        && e.call().namespace().isEmpty())
                .size();
    }

    @Test
    @DisplayName("a new leader writes nothing, whether restarted or another process")
    void restart() {
        collector.serve(SandboxFixture.node(web("node-1")));
        eventually(() -> assertThat(objects()).hasSize(1));
        publisher.close();
        server.audit().clear();
        int answered = collector.fullAnswers();

        publisher = publisher();
        publisher.start();
        eventually(() -> assertThat(collector.fullAnswers()).isGreaterThan(answered));
        collector.serve(SandboxFixture.node(false));
        eventually(() -> assertThat(publisher.summary(SandboxFixture.UID))
                .hasValueSatisfying(s -> assertThat(s.total()).isZero()));
        assertThat(writes()).isEmpty();
    }

    @Test
    @DisplayName("a silent collector makes objects stale; its next report heals them")
    void stale() {
        monitor = config(Duration.ofSeconds(2), SandboxMetricsMode.Full);
        publisher.configure(monitor);
        collector.serve(SandboxFixture.node(web("node-1")));
        eventually(() -> assertThat(objects()).hasSize(1));
        collector.answerWith(503);
        eventually(() -> assertThat(status().phase()).isEqualTo(SandboxPhase.Unknown));
        assertThat(status().containers()).hasSize(1);
        collector.answerWith(200);
        eventually(() -> assertThat(status().phase()).isEqualTo(SandboxPhase.Running));
    }

    @Test
    @DisplayName("what the API server answers with 409, 429 and 503 is written in the end")
    void faults() {
        SandboxFixture web = web("node-1");
        server.faults().respond(1, ApiServer.calls("create", RESOURCE), 503);
        server.faults().throttle(1, ApiServer.calls("create", RESOURCE), 1);
        collector.serve(SandboxFixture.node(web));
        eventually(() -> assertThat(objects()).hasSize(1));
        server.faults().respond(1, ApiServer.calls("patch", RESOURCE), 409);
        collector.serve(SandboxFixture.node(web.with(Reachable.NO)));
        eventually(() -> assertThat(agentIs("False")).isTrue());
        assertThat(writes()).extracting(AuditEntry::status).containsExactlyInAnyOrder(503, 429, 201, 409, 200);
    }

    @Test
    @DisplayName("a node cannot speak of another node's pod")
    void claim() {
        collector.serve(SandboxFixture.node(web("node-2")));
        eventually(() -> assertThat(server.audit()
                        .entries(e -> e.call().resource().equals("pods")
                                && e.call().verb().equals("get")
                                && e.call().namespace().equals("shop")))
                .isNotEmpty());
        assertThat(writes()).isEmpty();
    }

    @Test
    @DisplayName("an Event on the Pod is made, counted up, and made again where the API server has dropped it")
    void oomEvent() {
        collector.serve(SandboxFixture.node(web("node-1")));
        eventually(() -> assertThat(objects()).hasSize(1));
        SandboxApi api = new KubernetesSandboxApi(client, new EventComposer("operator-0"));

        assertThat(api.write(oomEvent(1, false))).isEqualTo(new WriteOutcome.Recorded());
        assertThat(api.write(oomEvent(2, true))).isEqualTo(new WriteOutcome.Recorded());
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.getCount()).isEqualTo(2);
            assertThat(event.getMessage()).contains("killed 2 times");
        });

        client.resource(events().get(0)).delete();
        assertThat(api.write(oomEvent(3, true))).isEqualTo(new WriteOutcome.Recorded());
        assertThat(api.write(oomEvent(4, false)))
                .as("made by a try whose answer was lost")
                .isEqualTo(new WriteOutcome.Recorded());
        assertThat(events()).singleElement().satisfies(event -> assertThat(event.getCount())
                .isEqualTo(4));
    }

    private WriteIntent.OomEvent oomEvent(int kills, boolean recorded) {
        NodeState node = new NodeState(new MonitorState(monitor, 0), "node-1", 0);
        Instant first = Instant.parse("2026-01-01T00:00:00Z");
        return new WriteIntent.OomEvent(
                new SandboxEntry(node, ID, 0),
                Written.of(objects().get(0)),
                "web",
                kills,
                first,
                first.plusSeconds(kills),
                recorded);
    }

    private List<Event> events() {
        return client.v1().events().inNamespace("shop").list().getItems();
    }

    @Test
    @DisplayName("mode Disabled and the end of the KataMonitor delete all objects")
    void deleteAll() {
        collector.serve(SandboxFixture.node(web("node-1")));
        eventually(() -> assertThat(objects()).hasSize(1));
        publisher.configure(config(Duration.ofSeconds(60), SandboxMetricsMode.Disabled));
        eventually(() -> assertThat(objects()).isEmpty());

        publisher.configure(config(Duration.ofSeconds(60), SandboxMetricsMode.Summary));
        eventually(() -> assertThat(status().containerCount()).isEqualTo(1));
        assertThat(status().containers()).isNull();

        await().atMost(Duration.ofSeconds(30)).until(() -> publisher.deleteAll(monitor));
        assertThat(objects()).isEmpty();
    }
}
