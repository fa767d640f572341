package io.katacontainers.monitor.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.katacontainers.monitor.api.v1alpha1.CollectorSpec;
import io.katacontainers.monitor.api.v1alpha1.ContainerState;
import io.katacontainers.monitor.api.v1alpha1.ContainerStatus;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.KataMonitorSpec;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsSpec;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import io.katacontainers.monitor.api.v1alpha1.LogLevel;
import io.katacontainers.monitor.api.v1alpha1.PodReference;
import io.katacontainers.monitor.api.v1alpha1.SandboxCounts;
import io.katacontainers.monitor.api.v1alpha1.SandboxPhase;
import io.katacontainers.monitor.api.v1alpha1.VmStatus;
import io.katacontainers.monitor.operator.sandbox.SandboxFixture;
import io.katacontainers.monitor.report.PodReport;
import io.katacontainers.monitor.report.ScrapeReport;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The whole operator with the rights of its own roles, in a simulated cluster. */
class OperatorIT extends OperatorScenario {
    @Test
    @DisplayName("a changed spec reaches the DaemonSet, whose selector stays; observedGeneration follows")
    void change() throws Exception {
        cluster.start("operator-0");
        cluster.apply("kata", EMPTY);
        awaitCondition("kata", "Ready=True (CollectorsReady)");

        cluster.apply(
                "kata",
                new KataMonitorSpec(
                        new CollectorSpec(
                                null, null, null, null, null, null, null, null, LogLevel.debug, null, null, null),
                        null,
                        null,
                        null));

        eventually(() -> {
            assertThat(daemonSet("kata").getSpec().getTemplate().getSpec().getContainers())
                    .singleElement()
                    .satisfies(c -> assertThat(c.getArgs()).contains("--log-level=debug"));
            KataMonitor monitor = cluster.monitor("kata").get();
            assertThat(status("kata").observedGeneration())
                    .isEqualTo(monitor.getMetadata().getGeneration());
        });
        awaitCondition("kata", "Progressing=False (RolledOut)");
    }

    private DaemonSet daemonSet(String monitor) {
        return cluster.admin
                .apps()
                .daemonSets()
                .inNamespace(OperatorCluster.NAMESPACE)
                .withName(monitor + "-collector")
                .get();
    }

    @Test
    @DisplayName("what is taken out of the spec is taken out of the DaemonSet")
    void takenOut() throws Exception {
        cluster.start("operator-0");
        cluster.apply(
                "kata",
                Specs.tolerating(new TolerationBuilder().withOperator("Exists").build()));
        eventually(() -> assertThat(tolerations()).hasSize(1));
        cluster.apply("kata", Specs.tolerating());
        eventually(() -> assertThat(tolerations()).isEmpty());
        awaitCondition("kata", "Ready=True (CollectorsReady)");
    }

    private List<Toleration> tolerations() {
        DaemonSet daemonSet = daemonSet("kata");
        assertThat(daemonSet).isNotNull();
        return daemonSet.getSpec().getTemplate().getSpec().getTolerations();
    }

    @Test
    @DisplayName("the older of two owns the node; the younger's collectors are not asked until the older is deleted")
    void overlap() throws Exception {
        cluster.collectors.serve("node-1", SandboxFixture.node(cluster.sandbox(ID, "web", "node-1")));
        RunningOperator operator = cluster.start("operator-0");
        cluster.apply("a-older", EMPTY);
        awaitCondition("a-older", "Ready=True (CollectorsReady)");
        cluster.apply("b-younger", EMPTY);
        awaitCondition("b-younger", "Degraded=True (OverlappingNodes)");
        awaitCondition("b-younger", "Ready=True (CollectorsReady)");
        eventually(() -> assertThat(cluster.objects()).hasSize(1));
        assertThat(cluster.collectors.answers("b-younger")).isZero();
        assertThat(cluster.condition("a-older", "Degraded")).isEqualTo("Degraded=False (AsExpected)");

        cluster.monitor("a-older").delete();

        awaitCondition("b-younger", "Degraded=False (AsExpected)");
        eventually(() -> assertThat(cluster.monitor("a-older").get()).isNull());
        eventually(() -> assertThat(cluster.objects()).singleElement().satisfies(o -> assertThat(
                        o.getMetadata().getLabels())
                .containsEntry("monitoring.katacontainers.io/monitor-uid", uid("b-younger"))));
        assertThat(operator.readiness()).startsWith("200");
    }

    private String uid(String monitor) {
        return cluster.monitor(monitor).get().getMetadata().getUid();
    }

    @Test
    @DisplayName("claims of another node's pod, of an earlier pod of that name and of no pod are counted and ignored")
    void claims() throws Exception {
        cluster.node("node-2");
        SandboxFixture elsewhere = cluster.sandbox(ID, "web", "node-2");
        SandboxFixture earlier = cluster.sandbox("aaaa" + ID, "db", "node-1")
                .in(new PodReport("00000000-0000-0000-0000-000000000000", "db", "shop"));
        SandboxFixture nobody = SandboxFixture.running("bbbb" + ID, "ghost");
        cluster.collectors.serve("node-1", SandboxFixture.node(elsewhere, earlier, nobody));
        RunningOperator operator = cluster.start("operator-0");
        cluster.apply("kata", EMPTY);
        String rejected = "kata_monitor_operator_claims_rejected_total";
        eventually(() -> {
            assertThat(operator.metric(rejected, "reason", "other_node")).isEqualTo(1);
            assertThat(operator.metric(rejected, "reason", "other_uid")).isEqualTo(1);
            assertThat(operator.metric(rejected, "reason", "no_pod")).isEqualTo(1);
        });
        assertThat(cluster.objects()).isEmpty();
    }

    @Test
    @DisplayName("all that a report says of a sandbox arrives in its object, a static pod's too")
    void fields() throws Exception {
        SandboxFixture web = cluster.sandbox(ID, "web", "node-1");
        SandboxFixture denied = cluster.sandbox("dddd" + ID, "db", "node-1")
                .with(new ScrapeReport(ScrapeReport.Policy.DENIED, "runtime_rs_qemu", null, null));
        SandboxFixture quarantined = cluster.staticPod("eeee" + ID, "proxy", "node-1", "0a1b2c3d")
                .with(new ScrapeReport(ScrapeReport.Policy.QUARANTINED, "spinning", null, null));
        cluster.collectors.serve("node-1", SandboxFixture.node(web, denied, quarantined));
        cluster.start("operator-0");
        cluster.apply("kata", EMPTY);
        eventually(() -> assertThat(cluster.objects()).hasSize(3));

        KataSandboxMetrics object = object("web-0123456789ab");
        assertThat(object.getSpec())
                .isEqualTo(new KataSandboxMetricsSpec(
                        "node-1", ID, new PodReference("shop", "web", podUid("web")), "kata"));
        assertThat(object.getMetadata().getLabels())
                .containsEntry("monitoring.katacontainers.io/monitor-uid", uid("kata"))
                .containsEntry("monitoring.katacontainers.io/node", "node-1")
                .containsEntry("monitoring.katacontainers.io/pod-uid", podUid("web"))
                .containsEntry("monitoring.katacontainers.io/sandbox-id", ID);
        KataSandboxMetricsStatus status = Objects.requireNonNull(object.getStatus());
        assertThat(status.phase()).isEqualTo(SandboxPhase.Running);
        assertThat(status.agentUrl()).isEqualTo("vsock://3:1024");
        assertThat(status.flavor()).isEqualTo("go");
        assertThat(status.hypervisor()).isEqualTo("qemu");
        VmStatus vm = Objects.requireNonNull(status.vm());
        assertThat(vm.vcpus()).isEqualTo(2);
        assertThat(vm.memory()).hasToString("2Gi");
        assertThat(vm.used()).hasToString("1Gi");
        assertThat(vm.available()).hasToString("1Gi");
        assertThat(vm.load()).hasToString("250m");
        assertThat(status.containerCount()).isEqualTo(1);
        assertThat(status.containers())
                .containsExactly(new ContainerStatus(
                        "web", "c-" + ID, "nginx:1", ContainerState.Running, null, null, null, null, null));
        assertThat(reasons(object))
                .containsExactly(
                        "AgentReachable=True AgentData",
                        "GuestMemoryPressure=False EnoughMemoryAvailable",
                        "MetricsScrapable=True Allowed",
                        "OverheadExceeded=Unknown NotDeclared",
                        "Stale=False Reported");
        assertThat(reasons(object("db-dddd01234567"))).contains("MetricsScrapable=False RuntimeRsQemu");
        KataSandboxMetrics proxy = object("proxy-eeee01234567");
        assertThat(reasons(proxy)).contains("MetricsScrapable=False Quarantined");
        assertThat(Objects.requireNonNull(proxy.getSpec().podRef()).uid()).isEqualTo(podUid("proxy"));
        eventually(() -> assertThat(status("kata").sandboxes()).isEqualTo(new SandboxCounts(3, 0, 1, 1)));
    }

    private KataSandboxMetrics object(String name) {
        return Objects.requireNonNull(cluster.admin
                .resources(KataSandboxMetrics.class)
                .inNamespace("shop")
                .withName(name)
                .get());
    }

    private String podUid(String pod) {
        return cluster.admin
                .pods()
                .inNamespace("shop")
                .withName(pod)
                .get()
                .getMetadata()
                .getUid();
    }

    private static List<String> reasons(KataSandboxMetrics object) {
        return Objects.requireNonNull(Objects.requireNonNull(object.getStatus()).conditions()).stream()
                .map(c -> c.type() + "=" + c.status() + " " + c.reason())
                .toList();
    }

    @Test
    @DisplayName("a deleted KataMonitor leaves nothing behind; one in another namespace is not served")
    void removal() throws Exception {
        cluster.collectors.serve("node-1", SandboxFixture.node(cluster.sandbox(ID, "web", "node-1")));
        cluster.start("operator-0");
        KataMonitor stranger = new KataMonitor();
        stranger.getMetadata().setNamespace("shop");
        stranger.getMetadata().setName("stranger");
        stranger.setSpec(EMPTY);
        cluster.admin.resource(stranger).create();
        cluster.apply("kata", EMPTY);
        eventually(() -> assertThat(cluster.objects()).hasSize(1));

        cluster.monitor("kata").delete();

        eventually(() -> assertThat(cluster.monitor("kata").get()).isNull());
        assertThat(cluster.objects()).isEmpty();
        eventually(() -> {
            assertThat(daemonSet("kata")).isNull();
            assertThat(cluster.admin
                            .pods()
                            .inNamespace(OperatorCluster.NAMESPACE)
                            .list()
                            .getItems())
                    .isEmpty();
            assertThat(cluster.admin
                            .network()
                            .v1()
                            .networkPolicies()
                            .inNamespace(OperatorCluster.NAMESPACE)
                            .list()
                            .getItems())
                    .isEmpty();
            assertThat(cluster.admin
                            .serviceAccounts()
                            .inNamespace(OperatorCluster.NAMESPACE)
                            .withName("kata-collector")
                            .get())
                    .isNull();
        });
        assertThat(cluster.admin.resource(stranger).get().getMetadata().getFinalizers())
                .isEmpty();
        assertThat(cluster.admin.apps().daemonSets().inAnyNamespace().list().getItems())
                .isEmpty();
    }

    @Test
    @DisplayName("a node that is gone takes its objects along; a pod that is deleted does so at once")
    void nodeAndPod() throws Exception {
        cluster.node("node-2");
        cluster.collectors.serve("node-1", SandboxFixture.node(cluster.sandbox(ID, "web", "node-1")));
        cluster.collectors.serve("node-2", SandboxFixture.node(cluster.sandbox("cccc" + ID, "db", "node-2")));
        cluster.start("operator-0");
        cluster.apply("kata", Specs.interval("10s"));
        eventually(() -> assertThat(cluster.objects()).hasSize(2));

        cluster.admin
                .pods()
                .inNamespace("shop")
                .withName("web")
                .withGracePeriod(0)
                .delete();
        eventually(() -> assertThat(cluster.objects())
                .extracting(o -> o.getSpec().node())
                .containsExactly("node-2"));

        cluster.admin.nodes().withName("node-2").delete();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(cluster.objects()).isEmpty());
    }
}
