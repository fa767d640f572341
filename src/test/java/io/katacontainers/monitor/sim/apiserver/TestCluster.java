package io.katacontainers.monitor.sim.apiserver;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

/** Clients and objects for the tests of the simulator. */
final class TestCluster {
    private TestCluster() {}

    static KubernetesClient client(ApiServer server) {
        return client(server, server.adminToken(), false);
    }

    static KubernetesClient client(ApiServer server, String token, boolean onlyHttpWatches) {
        Config config = Config.fromKubeconfig(server.kubeconfig(token));
        config.setOnlyHttpWatches(onlyHttpWatches);
        config.setRequestRetryBackoffLimit(0);
        config.setWatchReconnectInterval(100);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    static ConfigMap configMap(String name, Map<String, String> data) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withData(data)
                .build();
    }

    static void defineWidgets(KubernetesClient client) throws IOException {
        try (InputStream crd = Objects.requireNonNull(TestCluster.class.getResourceAsStream("widget-crd.yaml"))) {
            client.load(crd).create();
        }
    }

    static GenericKubernetesResource widget(String name, String color) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion("example.org/v1")
                .withKind("Widget")
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .addToAdditionalProperties("spec", Map.of("color", color))
                .build();
    }
}
