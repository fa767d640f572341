package io.katacontainers.monitor.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What annotations cannot say about a schema: list types, and descriptions and required fields of Kubernetes' own types. A key
 * is the path of a field or, when it begins with a dot, the end of one; of several that fit a field the longest wins.
 */
final class SchemaAdditions {
    private static final Path DIRECTORY = Path.of("src/test/resources/manifests");

    private final Map<String, JsonNode> byKey = new LinkedHashMap<>();
    private final Set<String> unused = new LinkedHashSet<>();

    private SchemaAdditions(ObjectNode additions) {
        additions.properties().forEach(entry -> byKey.put(entry.getKey(), entry.getValue()));
        unused.addAll(byKey.keySet());
    }

    static SchemaAdditions of(Class<?> kind) {
        return new SchemaAdditions(Yaml.read(DIRECTORY.resolve(kind.getSimpleName() + "-additions.yaml")));
    }

    /** @param path such as {@code spec.collector.tolerations[].key}, empty for the object itself */
    Optional<JsonNode> at(String path) {
        return byKey.keySet().stream()
                .filter(key -> path.equals(key) || (key.startsWith(".") && path.endsWith(key)))
                .max(Comparator.comparingInt(String::length))
                .map(key -> {
                    unused.remove(key);
                    return byKey.get(key);
                });
    }

    /** Keys that fitted no field so far. */
    Collection<String> unused() {
        return unused;
    }
}
