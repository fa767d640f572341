package io.katacontainers.monitor.operator.monitor;

import static io.katacontainers.monitor.operator.monitor.ConditionAssert.assertCondition;
import static io.katacontainers.monitor.operator.monitor.KataMonitorStatusFactory.DEGRADED;
import static io.katacontainers.monitor.operator.monitor.KataMonitorStatusFactory.READY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.javaoperatorsdk.operator.Operator;
import io.katacontainers.monitor.api.v1alpha1.Condition.Status;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.KataMonitorSpec;
import io.katacontainers.monitor.api.v1alpha1.KataMonitorStatus;
import io.katacontainers.monitor.api.v1alpha1.PodMonitorMode;
import io.katacontainers.monitor.api.v1alpha1.SandboxCounts;
import io.katacontainers.monitor.api.v1alpha1.ScrapingSpec;
import io.katacontainers.monitor.operator.event.EventRecorder;
import io.katacontainers.monitor.operator.event.Reason;
import io.katacontainers.monitor.operator.sandbox.PublishingSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowingConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against fabric8's mock server, which does not know server-side apply. */
@EnableKubernetesMockClient(crud = true)
class KataMonitorReconcilerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @SuppressWarnings("NullAway.Init") // set by the extension
    KubernetesMockServer server;

    @SuppressWarnings("NullAway.Init") // set by the extension
    KubernetesClient client;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final RecordingPublishing publishing = new RecordingPublishing();
    private @Nullable Operator operator;

    @BeforeEach
    void aClusterWithOneKataNode() {
        server.expectCustomResource(CustomResourceDefinitionContext.fromCustomResourceType(KataMonitor.class));
        client.resource(Fixtures.node("node-1", Fixtures.KATA)).create();
    }

    @AfterEach
    void stop() {
        if (operator != null) {
            operator.stop();
        }
    }

    private void start() {
        operator = new Operator(o -> o.withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withUseSSAToPatchPrimaryResource(false)
                .withSSABasedCreateUpdateMatchForDependentResources(false)
                .withPreviousAnnotationForDependentResources(false)
                .withParseResourceVersions(true));
        operator.register(
                new KataMonitorReconciler(
                        Fixtures.ENVIRONMENT, publishing, new EventRecorder(client, clock, "operator-0"), clock),
                o -> o.settingNamespace(Fixtures.NAMESPACE));
        operator.start();
    }

    private void apply(String name, int minute, KataMonitorSpec spec) {
        client.resource(Fixtures.monitor(name, minute, spec)).create();
    }

    private void apply(String name) {
        apply(name, 0, new KataMonitorSpec(null, null, null, null));
    }

    private @Nullable KataMonitorStatus status(String name) {
        KataMonitor monitor = client.resources(KataMonitor.class)
                .inNamespace(Fixtures.NAMESPACE)
                .withName(name)
                .get();
        return monitor == null ? null : monitor.getStatus();
    }

    private void awaitStatus(String name, ThrowingConsumer<KataMonitorStatus> expected) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            KataMonitorStatus status = status(name);
            assertThat(status).isNotNull();
            expected.acceptThrows(status);
        });
    }

    private Optional<DaemonSet> daemonSet(String name) {
        return Optional.ofNullable(client.apps()
                .daemonSets()
                .inNamespace(Fixtures.NAMESPACE)
                .withName(name + "-collector")
                .get());
    }

    /** As the DaemonSet controller would. */
    private void collectorsRun(String name, int desired, int ready) {
        await().atMost(PATIENCE).until(() -> daemonSet(name).isPresent());
        DaemonSet daemonSet = daemonSet(name).orElseThrow();
        client.resource(new DaemonSetBuilder(daemonSet)
                        .withNewStatus()
                        .withObservedGeneration(daemonSet.getMetadata().getGeneration())
                        .withDesiredNumberScheduled(desired)
                        .withUpdatedNumberScheduled(desired)
                        .withNumberReady(ready)
                        .endStatus()
                        .build())
                .updateStatus();
    }

    private List<Event> events() {
        return client.v1().events().inNamespace(Fixtures.NAMESPACE).list().getItems();
    }

    @Test
    void makesDependentsAndBecomesReadyWithItsCollectors() {
        start();
        apply("kata");
        collectorsRun("kata", 1, 0);
        awaitStatus("kata", s -> assertCondition(s, READY).is(Status.False, Reason.CollectorsNotReady));
        assertThat(client.serviceAccounts()
                        .inNamespace(Fixtures.NAMESPACE)
                        .withName("kata-collector")
                        .get())
                .isNotNull();
        assertThat(client.network()
                        .v1()
                        .networkPolicies()
                        .inNamespace(Fixtures.NAMESPACE)
                        .withName("kata-collector")
                        .get())
                .isNotNull();
        assertThat(daemonSet("kata").orElseThrow().getMetadata().getOwnerReferences())
                .extracting(o -> o.getKind() + "/" + o.getName())
                .containsExactly("KataMonitor/kata");

        collectorsRun("kata", 1, 1);

        awaitStatus("kata", s -> assertCondition(s, READY).is(Status.True, Reason.CollectorsReady));
        assertThat(publishing.ownedNodes).containsEntry("kata", Set.of("node-1"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events())
                .extracting(e -> e.getType() + "/" + e.getReason() + "/"
                        + e.getInvolvedObject().getName())
                .contains("Normal/CollectorsReady/kata"));
    }

    @Test
    void putsOffMereCountsButNotStates() {
        start();
        apply("kata");
        collectorsRun("kata", 1, 1);
        awaitStatus("kata", s -> assertCondition(s, READY).is(Status.True, Reason.CollectorsReady));
        clock.pass(StatusWriter.COUNTS_INTERVAL);
        publish(1);
        awaitStatus("kata", s -> assertThat(s.sandboxes()).isEqualTo(new SandboxCounts(1, 0, 0, 0)));

        publish(2);
        publish(3);
        awaitReconciliation();
        awaitStatus("kata", s -> assertThat(s.sandboxes()).isEqualTo(new SandboxCounts(1, 0, 0, 0)));

        clock.pass(StatusWriter.COUNTS_INTERVAL);
        publish(3);
        awaitStatus("kata", s -> assertThat(s.sandboxes()).isEqualTo(new SandboxCounts(3, 0, 0, 0)));

        publishing.publish("kata", new PublishingSummary(1, 4, 0, 0, 0, Duration.ofMinutes(1), true, "refused"));
        awaitStatus("kata", s -> {
            assertCondition(s, DEGRADED).is(Status.True, Reason.WritesRefused);
            assertThat(s.sandboxes()).isEqualTo(new SandboxCounts(4, 0, 0, 0));
        });
    }

    private void publish(int sandboxes) {
        publishing.publish("kata", new PublishingSummary(1, sandboxes, 0, 0, 0, Duration.ofMinutes(1), true, null));
    }

    /** Waits until a reconciliation that began after now has ended. */
    private void awaitReconciliation() {
        for (int i = 0; i < 2; i++) {
            int seen = publishing.reconciliations.get();
            publishing.again("kata");
            await().atMost(PATIENCE).until(() -> publishing.reconciliations.get() > seen);
        }
    }

    @Test
    void followsTheLabelsOfNodes() {
        start();
        apply("kata");
        await().atMost(PATIENCE).until(() -> Set.of("node-1").equals(publishing.ownedNodes.get("kata")));

        client.resource(Fixtures.node("node-2", Fixtures.KATA)).create();
        await().atMost(PATIENCE).until(() -> Set.of("node-1", "node-2").equals(publishing.ownedNodes.get("kata")));

        client.nodes().withName("node-1").edit(n -> new NodeBuilder(n)
                .editMetadata()
                .removeFromLabels("katacontainers.io/kata-runtime")
                .endMetadata()
                .build());
        await().atMost(PATIENCE).until(() -> Set.of("node-2").equals(publishing.ownedNodes.get("kata")));
    }

    @Test
    void keepsItsFinalizerUntilTheObjectsOfSandboxesAreGone() {
        publishing.removalsThatAreNotFinished = 1;
        start();
        apply("kata");
        awaitStatus("kata", s -> assertCondition(s, DEGRADED).is(Status.False, Reason.AsExpected));
        var resource = client.resources(KataMonitor.class)
                .inNamespace(Fixtures.NAMESPACE)
                .withName("kata");
        assertThat(resource.get().getFinalizers()).containsExactly("monitoring.katacontainers.io/sandbox-objects");

        resource.delete();

        await().atMost(PATIENCE).until(() -> resource.get() == null);
        assertThat(publishing.removals).hasValue(2);
        assertThat(events()).extracting(Event::getReason).contains("SandboxObjectsDeleted");
    }

    @Test
    void showsARefusalInAConditionAndHealsWhenItEnds() {
        server.expect()
                .post()
                .withPath("/apis/apps/v1/namespaces/" + Fixtures.NAMESPACE + "/daemonsets")
                .andReturn(403, forbidden())
                .once();
        start();
        apply("kata");

        // The next event may heal it before the condition is seen: the Event stays.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events()).anySatisfy(event -> {
            assertThat(event.getType() + "/" + event.getReason()).isEqualTo("Warning/DependentsFailed");
            assertThat(event.getMessage()).contains("cannot create resource \"daemonsets\"");
        }));
        collectorsRun("kata", 1, 1);
        awaitStatus("kata", s -> {
            assertCondition(s, DEGRADED).is(Status.False, Reason.AsExpected);
            assertCondition(s, READY).is(Status.True, Reason.CollectorsReady);
        });
    }

    private static io.fabric8.kubernetes.api.model.Status forbidden() {
        return new StatusBuilder()
                .withCode(403)
                .withReason("Forbidden")
                .withMessage("daemonsets.apps is forbidden: operator cannot create resource \"daemonsets\"")
                .build();
    }

    @Test
    void makesAPodMonitorWhereTheKindIsKnownAndDeletesItOnceUnwanted() {
        start();
        apply("kata");
        var podMonitor = client.resources(PodMonitor.class)
                .inNamespace(Fixtures.NAMESPACE)
                .withName("kata-collector");
        await().atMost(PATIENCE).until(() -> podMonitor.get() != null);

        client.resources(KataMonitor.class)
                .inNamespace(Fixtures.NAMESPACE)
                .withName("kata")
                .edit(m -> {
                    m.setSpec(Fixtures.spec(
                            new ScrapingSpec(PodMonitorMode.Never, null, null, null, null, null, null, null)));
                    return m;
                });

        await().atMost(PATIENCE).until(() -> podMonitor.get() == null);
    }

    @Test
    void doesWithoutPodMonitorsWhereTheKindIsUnknown() {
        server.setUnsupported("monitoring.coreos.com/v1");
        start();
        apply(
                "kata",
                0,
                Fixtures.spec(new ScrapingSpec(PodMonitorMode.Always, null, null, null, null, null, null, null)));

        awaitStatus("kata", s -> assertCondition(s, DEGRADED)
                .is(Status.True, Reason.PodMonitorKindMissing)
                .says("install the Prometheus Operator"));
    }
}
