package io.katacontainers.monitor.sim.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the objects that a kustomization consists of, so that no kubectl is needed. Follows {@code resources} only: the namespace and
 * the image that config/default sets are those that its files have already.
 */
final class Kustomization {
    private static final YAMLMapper YAML = new YAMLMapper();

    private final KubernetesClient client;

    /** @param client knows the kinds */
    Kustomization(KubernetesClient client) {
        this.client = client;
    }

    /** In the order of the files. */
    List<HasMetadata> objects(Path directory) throws IOException {
        List<HasMetadata> objects = new ArrayList<>();
        JsonNode kustomization =
                YAML.readTree(directory.resolve("kustomization.yaml").toFile());
        for (JsonNode resource : kustomization.path("resources")) {
            Path path = directory.resolve(resource.asText()).normalize();
            if (Files.isDirectory(path)) {
                objects.addAll(objects(path));
            } else {
                try (InputStream file = Files.newInputStream(path)) {
                    objects.addAll(client.load(file).items());
                }
            }
        }
        return objects;
    }
}
