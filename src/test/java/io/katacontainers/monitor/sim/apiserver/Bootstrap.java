package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import io.katacontainers.monitor.sim.apiserver.store.ResourceTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is there from the start: the first namespaces, the default roles, and CustomResourceDefinitions from files. */
final class Bootstrap {
    private static final YAMLMapper YAML = new YAMLMapper();

    private final ResourceTypes types;
    private final ResourceWriter writer;

    Bootstrap(ResourceTypes types, ResourceWriter writer) {
        this.types = types;
        this.writer = writer;
    }

    void run() throws IOException {
        try (InputStream defaults = Bootstrap.class.getResourceAsStream("bootstrap.yaml")) {
            if (defaults == null) {
                throw new IOException("bootstrap.yaml is missing from the class path");
            }
            create(YAML.readerFor(JsonNode.class).<JsonNode>readValues(defaults).readAll());
        }
    }

    /** Creates all definitions in the YAML files of a directory. */
    void load(Path directory) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.{yaml,yml}")) {
            for (Path file : files) {
                try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
                    documents.forEachRemaining(found::add);
                }
            }
        }
        create(found.stream()
                .filter(object -> object.path("kind").asText().equals("CustomResourceDefinition"))
                .toList());
    }

    private void create(List<JsonNode> objects) throws IOException {
        for (JsonNode object : objects) {
            String apiVersion = object.path("apiVersion").asText();
            String kind = object.path("kind").asText();
            ResourceType type = types.ofKind(apiVersion, kind)
                    .orElseThrow(() -> new IOException("Not served: " + apiVersion + " " + kind));
            try {
                writer.create(
                        type,
                        object.path("metadata").path("namespace").asText(),
                        (ObjectNode) object,
                        WriteContext.SYSTEM);
            } catch (ApiException e) {
                throw new IOException("Cannot create " + kind + ": " + e.getMessage(), e);
            }
        }
    }
}
