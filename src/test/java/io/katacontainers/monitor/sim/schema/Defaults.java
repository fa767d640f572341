package io.katacontainers.monitor.sim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Fills in defaults, outermost first, so that a default may itself be completed by those of its fields. */
final class Defaults {
    private Defaults() {}

    static void apply(JsonNode value, JsonNode schema) {
        if (value instanceof ObjectNode object) {
            schema.path("properties").properties().forEach(property -> {
                replaceNull(object, property.getKey(), property.getValue());
                if (!object.has(property.getKey()) && property.getValue().has("default")) {
                    object.set(
                            property.getKey(),
                            property.getValue().get("default").deepCopy());
                }
                apply(object.path(property.getKey()), property.getValue());
            });
            JsonNode values = schema.path("additionalProperties");
            if (values.isObject()) {
                object.properties().removeIf(field -> field.getValue().isNull() && !isNullable(values));
                object.properties().forEach(field -> apply(field.getValue(), values));
            }
        } else if (value.isArray()) {
            value.forEach(item -> apply(item, schema.path("items")));
        }
    }

    /** A null where none is allowed counts as absent. */
    private static void replaceNull(ObjectNode object, String field, JsonNode schema) {
        if (object.path(field).isNull() && !isNullable(schema)) {
            object.remove(field);
        }
    }

    private static boolean isNullable(JsonNode schema) {
        return schema.path("nullable").asBoolean();
    }
}
