package io.katacontainers.monitor.sim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Drops fields that the schema does not know. */
final class Pruning {
    private static final Set<String> TYPE_META = Set.of("apiVersion", "kind", "metadata");

    private Pruning() {}

    static void prune(ObjectNode object, JsonNode schema) {
        object.properties()
                .removeIf(field -> !TYPE_META.contains(field.getKey())
                        && !schema.path("properties").has(field.getKey())
                        && !schema.path("x-kubernetes-preserve-unknown-fields").asBoolean());
        object.properties().forEach(field -> {
            if (!TYPE_META.contains(field.getKey())) {
                descend(field.getValue(), schema.path("properties").path(field.getKey()));
            }
        });
    }

    private static void descend(JsonNode value, JsonNode schema) {
        if (value instanceof ObjectNode object) {
            JsonNode values = schema.path("additionalProperties");
            boolean all = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
                    || values.isObject()
                    || values.asBoolean();
            object.properties()
                    .removeIf(field -> !all && !schema.path("properties").has(field.getKey()));
            object.properties().forEach(field -> {
                JsonNode known =
                        values.isObject() ? values : schema.path("properties").path(field.getKey());
                // Below a field that is only preserved nothing is known, and all is kept.
                if (known.isObject()) {
                    descend(field.getValue(), known);
                }
            });
        } else if (value.isArray()) {
            value.forEach(item -> descend(item, schema.path("items")));
        }
    }
}
