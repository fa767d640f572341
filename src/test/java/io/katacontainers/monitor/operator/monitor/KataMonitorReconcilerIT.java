package io.katacontainers.monitor.operator.monitor;

import static io.katacontainers.monitor.operator.monitor.ConditionAssert.assertCondition;
import static io.katacontainers.monitor.operator.monitor.KataMonitorStatusFactory.READY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.katacontainers.monitor.api.v1alpha1.CollectorSpec;
import io.katacontainers.monitor.api.v1alpha1.Condition.Status;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.KataMonitorSpec;
import io.katacontainers.monitor.operator.OperatorClient;
import io.katacontainers.monitor.operator.OperatorOptions;
import io.katacontainers.monitor.operator.OperatorProcess;
import io.katacontainers.monitor.sim.apiserver.ApiServer;
import io.katacontainers.monitor.sim.apiserver.AuditEntry;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole operator process, with server-side apply and leader election, against the simulated API server. */
class KataMonitorReconcilerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RecordingPublishing publishing = new RecordingPublishing();
    private final AtomicInteger leadershipLost = new AtomicInteger();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    @SuppressWarnings("NullAway.Init") // set before each test
    private ApiServer server;

    @SuppressWarnings("NullAway.Init") // set before each test
    private KubernetesClient user;

    @BeforeEach
    void aClusterWithOneKataNode() throws IOException {
        server = ApiServer.start();
        running.push(server);
        user = OperatorClient.open(options("user"), Config.fromKubeconfig(server.kubeconfig()));
        running.push(user);
        user.resource(definition("monitoring.katacontainers.io", "v1alpha1", "KataMonitor", "katamonitors"))
                .create();
        user.resource(definition("monitoring.coreos.com", "v1", "PodMonitor", "podmonitors"))
                .create();
        user.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(Fixtures.NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        user.resource(Fixtures.node("node-1", Fixtures.KATA)).create();
    }

    @AfterEach
    void stop() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }

    private static CustomResourceDefinition definition(String group, String version, String kind, String plural) {
        return new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .withName(plural + "." + group)
                .endMetadata()
                .withNewSpec()
                .withGroup(group)
                .withScope("Namespaced")
                .withNewNames()
                .withKind(kind)
                .withPlural(plural)
                .endNames()
                .addNewVersion()
                .withName(version)
                .withServed(true)
                .withStorage(true)
                .withNewSubresources()
                .withNewStatus()
                .endStatus()
                .endSubresources()
                .withNewSchema()
                .withNewOpenAPIV3Schema()
                .withType("object")
                .withXKubernetesPreserveUnknownFields(true)
                .endOpenAPIV3Schema()
                .endSchema()
                .endVersion()
                .endSpec()
                .build();
    }

    private static OperatorOptions options(String identity) {
        InetSocketAddress anyPort = new InetSocketAddress("127.0.0.1", 0);
        return new OperatorOptions(
                Fixtures.NAMESPACE, "example.org/kata-monitor:1", identity, true, anyPort, anyPort, "test");
    }

    private OperatorProcess start(String identity) {
        OperatorOptions options = options(identity);
        KubernetesClient client = OperatorClient.open(options, Config.fromKubeconfig(server.kubeconfig()));
        running.push(client);
        OperatorProcess process = new OperatorProcess(
                options,
                client,
                publishing,
                new CollectorRegistry(),
                Clock.systemUTC(),
                System::nanoTime,
                leadershipLost::incrementAndGet);
        running.push(process);
        process.start();
        return process;
    }

    private Resource<KataMonitor> monitor() {
        return user.resources(KataMonitor.class).inNamespace(Fixtures.NAMESPACE).withName("kata");
    }

    /** As {@code kubectl apply --server-side} does. */
    private void apply(KataMonitorSpec spec) {
        KataMonitor monitor = new KataMonitor();
        monitor.getMetadata().setNamespace(Fixtures.NAMESPACE);
        monitor.getMetadata().setName("kata");
        monitor.setSpec(spec);
        user.resource(monitor).fieldManager("user").forceConflicts().serverSideApply();
    }

    private static KataMonitorSpec tolerating(Toleration... tolerations) {
        return Fixtures.spec(new CollectorSpec(
                null, null, List.of(tolerations), null, null, null, null, null, null, null, null, null));
    }

    private void awaitReady() {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertCondition(monitor().get().getStatus(), READY).is(Status.True, Reason.CollectorsReady));
    }

    private Optional<DaemonSet> daemonSet() {
        return Optional.ofNullable(user.apps()
                .daemonSets()
                .inNamespace(Fixtures.NAMESPACE)
                .withName("kata-collector")
                .get());
    }

    private List<Toleration> tolerations() {
        return daemonSet().orElseThrow().getSpec().getTemplate().getSpec().getTolerations();
    }

    private List<String> writesBesidesLeases() {
        return server
                .audit()
                .entries(e -> e.call().isWrite()
                        && !Set.of("leases", "selfsubjectrulesreviews")
                                .contains(e.call().resource()))
                .stream()
                .map(AuditEntry::toString)
                .toList();
    }

    private void reconcileAgain() {
        for (int i = 0; i < 2; i++) {
            int seen = publishing.reconciliations.get();
            publishing.publish("kata", PublishingSummary.NONE);
            await().atMost(PATIENCE).until(() -> publishing.reconciliations.get() > seen);
        }
    }

    @Test
    void writesNothingThatChangesNothing() throws Exception {
        OperatorProcess first = start("operator-0");
        apply(new KataMonitorSpec(null, null, null, null));
        awaitReady();
        reconcileAgain();
        assertThat(server.audit().noOpWrites())
                .filteredOn(e -> !"leases".equals(e.call().resource()))
                .isEmpty();
        assertThat(user.resources(PodMonitor.class)
                        .inNamespace(Fixtures.NAMESPACE)
                        .withName("kata-collector")
                        .get())
                .isNotNull();

        apply(new KataMonitorSpec(null, null, null, null));
        server.audit().clear();
        reconcileAgain();
        assertThat(writesBesidesLeases()).as("second apply").isEmpty();

        first.close();
        server.audit().clear();
        int seen = publishing.reconciliations.get();
        OperatorProcess second = start("operator-1");
        await().atMost(PATIENCE).until(() -> publishing.reconciliations.get() > seen);
        reconcileAgain();
        assertThat(writesBesidesLeases()).as("restart").isEmpty();
        assertThat(get(second.healthAddress(), "/readyz")).isEqualTo("200 ok: leader\n");
        assertThat(leadershipLost).as("an orderly end is no loss").hasValue(0);
    }

    @Test
    void removesFromTheDaemonSetWhatIsNoLongerInTheSpec() {
        start("operator-0");
        apply(tolerating(new TolerationBuilder().withOperator("Exists").build()));
        await().atMost(PATIENCE).until(() -> daemonSet().isPresent());
        assertThat(tolerations()).hasSize(1);

        apply(tolerating());

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(tolerations()).isEmpty());
        awaitReady();
        server.audit().clear();
        reconcileAgain();
        assertThat(writesBesidesLeases()).isEmpty();
    }

    @Test
    void leavesNothingBehindWhenItIsDeleted() {
        publishing.removalsThatAreNotFinished = 1;
        start("operator-0");
        apply(new KataMonitorSpec(null, null, null, null));
        awaitReady();

        monitor().delete();

        await().atMost(PATIENCE).until(() -> monitor().get() == null);
        await().atMost(PATIENCE).until(() -> daemonSet().isEmpty());
        assertThat(publishing.removals).hasValue(2);
    }

    @Test
    void endsWhenAnotherReplicaHasTakenTheLease() throws Exception {
        OperatorProcess process = start("operator-0");
        await().atMost(PATIENCE)
                .until(() -> get(process.healthAddress(), "/readyz").contains("leader"));
        assertThat(get(process.healthAddress(), "/healthz")).isEqualTo("200 ok\n");
        assertThat(get(process.healthAddress(), "/nothing")).startsWith("404 ");
        assertThat(get(process.metricsAddress(), "/metrics"))
                .contains("kata_monitor_operator_leader 1.0")
                .contains("kata_monitor_operator_build_info{version=\"test\",} 1.0");

        user.leases()
                .inNamespace(Fixtures.NAMESPACE)
                .withName(OperatorProcess.LEASE)
                .edit(lease -> {
                    lease.getSpec().setHolderIdentity("operator-1");
                    return lease;
                });

        await().atMost(PATIENCE).until(() -> leadershipLost.get() == 1);
    }

    private static String get(@Nullable InetSocketAddress address, String path) throws Exception {
        assertThat(address).isNotNull();
        var response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
                                .build(),
                        BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }
}
