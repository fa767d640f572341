package io.katacontainers.monitor.sim.apiserver;

import static io.katacontainers.monitor.sim.apiserver.TestCluster.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControllersIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private ApiServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        server = ApiServer.start();
        client = TestCluster.client(server);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private ConfigMap ownedBy(String name, ConfigMap owner, String uid) {
        ConfigMap map = configMap(name, Map.of());
        map.getMetadata()
                .setOwnerReferences(List.of(new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("ConfigMap")
                        .withName(owner.getMetadata().getName())
                        .withUid(uid)
                        .build()));
        return client.resource(map).create();
    }

    private boolean exists(String name) {
        return client.configMaps().inNamespace("default").withName(name).get() != null;
    }

    @Test
    void collectsWhatHasNoLivingOwner() {
        ConfigMap owner = client.resource(configMap("owner", Map.of())).create();
        ownedBy("orphan", owner, "00000000-0000-0000-0000-000000000000");
        ownedBy("child", owner, owner.getMetadata().getUid());

        await().atMost(LIMIT).until(() -> !exists("orphan"));
        assertThat(exists("child")).isTrue();
        client.resource(owner).delete();
        await().atMost(LIMIT).until(() -> !exists("child"));
    }

    @Test
    void emptiesADeletedNamespace() {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("shop")
                        .endMetadata()
                        .build())
                .create();
        ConfigMap map = configMap("a", Map.of());
        map.getMetadata().setNamespace("shop");
        client.resource(map).create();

        client.namespaces().withName("shop").delete();

        await().atMost(LIMIT).until(() -> client.namespaces().withName("shop").get() == null);
        assertThat(client.configMaps().inAnyNamespace().list().getItems()).isEmpty();
    }

    private void node(String name, Map<String, String> labels) {
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .build())
                .create();
    }

    private static DaemonSet agent(String image) {
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withName("agent")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels("app", "agent")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "agent")
                .endMetadata()
                .withNewSpec()
                .addToNodeSelector("kata", "true")
                .addNewContainer()
                .withName("main")
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private List<Pod> pods() {
        return client.pods().inNamespace("default").list().getItems();
    }

    @Test
    void runsADaemonSetOnItsNodesAndRollsItOut() {
        node("in-1", Map.of("kata", "true"));
        node("in-2", Map.of("kata", "true"));
        node("out", Map.of());
        client.resource(agent("img:1")).create();

        awaitRollout(2);
        assertThat(pods()).extracting(pod -> pod.getSpec().getNodeName()).containsExactlyInAnyOrder("in-1", "in-2");
        assertThat(pods()).extracting(pod -> pod.getStatus().getPodIP()).doesNotHaveDuplicates();

        client.resource(agent("img:2")).forceConflicts().serverSideApply();
        awaitRollout(2);
        assertThat(pods())
                .extracting(pod -> pod.getSpec().getContainers().get(0).getImage())
                .containsOnly("img:2");

        client.nodes().withName("in-2").delete();
        awaitRollout(1);
        client.resource(agent("img:2")).delete();
        await().atMost(LIMIT).until(() -> pods().isEmpty());
    }

    private void awaitRollout(int nodes) {
        await().atMost(LIMIT).untilAsserted(() -> {
            DaemonSet agent = client.apps()
                    .daemonSets()
                    .inNamespace("default")
                    .withName("agent")
                    .get();
            assertThat(agent.getStatus().getObservedGeneration())
                    .isEqualTo(agent.getMetadata().getGeneration());
            assertThat(agent.getStatus().getDesiredNumberScheduled()).isEqualTo(nodes);
            assertThat(agent.getStatus().getUpdatedNumberScheduled()).isEqualTo(nodes);
            assertThat(agent.getStatus().getNumberReady()).isEqualTo(nodes);
            assertThat(pods()).hasSize(nodes);
        });
    }
}
