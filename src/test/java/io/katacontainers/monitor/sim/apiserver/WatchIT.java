package io.katacontainers.monitor.sim.apiserver;

import static io.katacontainers.monitor.sim.apiserver.TestCluster.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        server = ApiServer.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsWhatHappensToTheSelection(boolean onlyHttp) {
        List<String> events = new CopyOnWriteArrayList<>();
        try (KubernetesClient client = TestCluster.client(server, server.adminToken(), onlyHttp)) {
            Watch watch = client.configMaps()
                    .inNamespace("default")
                    .withLabel("seen", "yes")
                    .watch(recorder(events));
            client.resource(configMap("unseen", Map.of())).create();
            ConfigMap map = configMap("a", Map.of());
            map.getMetadata().setLabels(Map.of("seen", "yes"));
            ConfigMap created = client.resource(map).create();
            created.setData(Map.of("k", "v"));
            ConfigMap updated = client.resource(created).update();
            updated.getMetadata().setLabels(Map.of("seen", "no"));
            client.resource(updated).update();

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(events).containsExactly("ADDED a", "MODIFIED a", "DELETED a"));
            watch.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInformerSurvivesDroppedWatchesCompactionAndPartition(boolean onlyHttp) throws IOException {
        try (KubernetesClient client = TestCluster.client(server, server.adminToken(), onlyHttp);
                SharedIndexInformer<ConfigMap> informer =
                        client.configMaps().inNamespace("default").inform()) {
            client.resource(configMap("a", Map.of())).create();
            await().atMost(LIMIT).until(() -> informer.getStore().list().size() == 1);

            server.dropWatches();
            client.resource(configMap("b", Map.of())).create();
            await().atMost(LIMIT).until(() -> informer.getStore().list().size() == 2);

            server.partition();
            server.compact();
            server.heal();
            client.resource(configMap("c", Map.of())).create();
            await().atMost(LIMIT).until(() -> informer.getStore().list().size() == 3);
        }
    }

    private static Watcher<ConfigMap> recorder(List<String> events) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, ConfigMap map) {
                events.add(action + " " + map.getMetadata().getName());
            }

            @Override
            public void onClose(WatcherException cause) {
                events.add("CLOSED " + cause);
            }
        };
    }
}
