package io.katacontainers.monitor.sim.apiserver;

import static io.katacontainers.monitor.sim.apiserver.TestCluster.configMap;
import static io.katacontainers.monitor.sim.apiserver.TestCluster.widget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiServerClientIT {
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

    @Test
    void createsReadsUpdatesAndDeletes() {
        ConfigMap created = client.resource(configMap("a", Map.of("k", "1"))).create();
        assertThat(created.getMetadata().getUid()).isNotBlank();
        assertThat(created.getMetadata().getCreationTimestamp()).isNotBlank();

        ConfigMap changed = new ConfigMapBuilder(created).addToData("k", "2").build();
        client.resource(changed).update();

        assertThat(client.configMaps()
                        .inNamespace("default")
                        .withName("a")
                        .get()
                        .getData())
                .containsEntry("k", "2");
        client.configMaps().inNamespace("default").withName("a").delete();
        assertThat(client.configMaps().inNamespace("default").withName("a").get())
                .isNull();
    }

    @Test
    void refusesAStaleUpdate() {
        ConfigMap first = client.resource(configMap("a", Map.of("k", "1"))).create();
        client.resource(new ConfigMapBuilder(first).addToData("k", "2").build()).update();

        assertThatThrownBy(() -> client.resource(
                                new ConfigMapBuilder(first).addToData("k", "3").build())
                        .update())
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(409);
                    assertThat(e.getStatus().getReason()).isEqualTo("Conflict");
                    assertThat(e.getMessage()).contains("the object has been modified");
                });
    }

    @Test
    void saysWhyACreationFails() {
        client.resource(configMap("a", Map.of())).create();
        assertThatThrownBy(() -> client.resource(configMap("a", Map.of())).create())
                .hasMessageContaining("configmaps \"a\" already exists");
        assertThatThrownBy(() -> client.configMaps()
                        .inNamespace("nowhere")
                        .resource(new ConfigMapBuilder()
                                .withNewMetadata()
                                .withName("b")
                                .endMetadata()
                                .build())
                        .create())
                .hasMessageContaining("namespaces \"nowhere\" not found");
        assertThatThrownBy(() -> client.resource(configMap("UPPER", Map.of())).create())
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode())
                        .isEqualTo(422));
    }

    @Test
    void patchesInAllWays() {
        client.resource(configMap("a", Map.of("k", "1", "gone", "x"))).create();
        var target = client.configMaps().inNamespace("default").withName("a");

        target.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"gone\":null,\"k\":\"2\"}}");
        assertThat(target.get().getData()).isEqualTo(Map.of("k", "2"));
        target.patch(PatchContext.of(PatchType.JSON), "[{\"op\":\"add\",\"path\":\"/data/j\",\"value\":\"3\"}]");
        assertThat(target.get().getData()).isEqualTo(Map.of("k", "2", "j", "3"));
        target.patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"data\":{\"j\":null}}");
        assertThat(target.get().getData()).isEqualTo(Map.of("k", "2"));
    }

    @Test
    void aPatchThatChangesNothingWritesNothing() {
        client.resource(configMap("a", Map.of("k", "1"))).create();
        var target = client.configMaps().inNamespace("default").withName("a");
        String before = target.get().getMetadata().getResourceVersion();

        target.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"k\":\"1\"}}");

        assertThat(target.get().getMetadata().getResourceVersion()).isEqualTo(before);
        assertThat(server.audit().noOpWrites()).hasSize(1);
        assertThat(server.audit().writes("configmaps")).hasSize(2);
    }

    @Test
    void serverSideApplyOwnsConflictsAndRemoves() {
        apply("one", false, Map.of("shared", "1", "own", "1"));
        String version = current().getMetadata().getResourceVersion();
        apply("one", false, Map.of("shared", "1", "own", "1"));
        assertThat(current().getMetadata().getResourceVersion()).isEqualTo(version);

        assertThatThrownBy(() -> apply("two", false, Map.of("shared", "2")))
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode())
                        .isEqualTo(409))
                .hasMessageContaining("conflict with \"one\"")
                .hasMessageContaining(".data.shared");
        apply("two", true, Map.of("shared", "2"));
        assertThat(current().getData()).isEqualTo(Map.of("shared", "2", "own", "1"));
        assertThat(current().getMetadata().getManagedFields())
                .extracting(ManagedFieldsEntry::getManager)
                .containsExactlyInAnyOrder("one", "two");

        apply("one", true, Map.of("new", "1"));
        assertThat(current().getData()).isEqualTo(Map.of("shared", "2", "new", "1"));
    }

    private void apply(String manager, boolean force, Map<String, String> data) {
        client.resource(configMap("a", data))
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(manager)
                        .withForce(force)
                        .build());
    }

    private ConfigMap current() {
        return client.configMaps().inNamespace("default").withName("a").require();
    }

    @Test
    void servesCustomResourcesWithStatusApart() throws IOException {
        TestCluster.defineWidgets(client);
        GenericKubernetesResource widget = widget("w", "red");
        widget.setAdditionalProperty("status", Map.of("phase", "ignored"));
        GenericKubernetesResource created = client.resource(widget).create();
        assertThat(created.getAdditionalProperties()).doesNotContainKey("status");
        assertThat(created.getMetadata().getGeneration()).isEqualTo(1);

        created.setAdditionalProperty("status", Map.of("phase", "Ready"));
        created.setAdditionalProperty("spec", Map.of("color", "blue"));
        GenericKubernetesResource updated = client.resource(created).updateStatus();

        assertThat(updated.<String>get("spec", "color")).isEqualTo("red");
        assertThat(updated.<String>get("status", "phase")).isEqualTo("Ready");
        assertThat(updated.getMetadata().getGeneration()).isEqualTo(1);
        assertThat(client.genericKubernetesResources("example.org/v1", "Widget")
                        .inAnyNamespace()
                        .withField("spec.color", "red")
                        .list()
                        .getItems())
                .hasSize(1);
    }

    @Test
    void selectsAndPages() {
        for (int i = 0; i < 7; i++) {
            ConfigMap map = configMap("m" + i, Map.of());
            map.getMetadata().setLabels(Map.of("parity", i % 2 == 0 ? "even" : "odd"));
            client.resource(map).create();
        }
        var maps = client.configMaps().inNamespace("default");
        assertThat(maps.withLabelIn("parity", "even", "none").list().getItems()).hasSize(4);
        assertThat(maps.withLabelNotIn("parity", "even").list().getItems()).hasSize(3);
        assertThat(maps.withField("metadata.name", "m3").list().getItems()).hasSize(1);

        var first = maps.list(new ListOptionsBuilder().withLimit(5L).build());
        var rest = maps.list(new ListOptionsBuilder()
                .withLimit(5L)
                .withContinue(first.getMetadata().getContinue())
                .build());
        assertThat(first.getItems()).hasSize(5);
        assertThat(rest.getItems()).hasSize(2);
        assertThat(rest.getMetadata().getContinue()).isNull();
    }

    @Test
    void dryRunStoresNothing() {
        client.resource(configMap("a", Map.of())).dryRun().create();
        assertThat(client.configMaps().inAnyNamespace().list().getItems()).isEmpty();
    }

    @Test
    void faultsHitTheNextMatchingCallsOnly() {
        server.faults().respond(1, ApiServer.calls("create", "configmaps"), 500);
        assertThatThrownBy(() -> client.resource(configMap("a", Map.of())).create())
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode())
                        .isEqualTo(500));
        assertThat(client.resource(configMap("a", Map.of())).create()).isNotNull();
    }

    @Test
    void comesBackAfterAPartition() throws IOException {
        server.partition();
        assertThatThrownBy(() -> client.namespaces().list()).isInstanceOf(KubernetesClientException.class);
        server.heal();
        assertThat(client.namespaces().withName("default").get()).isNotNull();
    }
}
