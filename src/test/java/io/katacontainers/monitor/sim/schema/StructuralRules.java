package io.katacontainers.monitor.sim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.katacontainers.monitor.sim.schema.InvalidResourceException.Cause;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What makes a schema structural, so that an API server accepts it. */
final class StructuralRules {
    private static final Set<String> FORBIDDEN =
            Set.of("$ref", "definitions", "dependencies", "deprecated", "discriminator", "id", "patternProperties");

    void check(JsonNode schema) {
        if (!schema.path("type").asText().equals("object")) {
            throw new IllegalArgumentException("the root must be of type object");
        }
        checkNode(schema, "");
    }

    private void checkNode(JsonNode schema, String path) {
        for (String field : FORBIDDEN) {
            demand(!schema.has(field), path, field + " is forbidden");
        }
        demand(isTyped(schema), path, "type is required");
        demand(
                !(schema.has("properties") && schema.has("additionalProperties")),
                path,
                "properties and additionalProperties exclude each other");
        checkList(schema, path);
        checkDefault(schema, path);
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            checkNode(property.getValue(), StructuralValidation.child(path, property.getKey()));
        }
        if (schema.path("items").isObject()) {
            checkNode(schema.path("items"), path + "[]");
        }
        if (schema.path("additionalProperties").isObject()) {
            checkNode(schema.path("additionalProperties"), path + "{}");
        }
    }

    private static boolean isTyped(JsonNode schema) {
        return schema.has("type")
                || schema.path("x-kubernetes-int-or-string").asBoolean()
                || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    }

    private static void checkList(JsonNode schema, String path) {
        boolean array = schema.path("type").asText().equals("array");
        demand(array == schema.has("items"), path, "items belong to arrays, and arrays need them");
        demand(array || !schema.has("x-kubernetes-list-type"), path, "a list type belongs to an array");
        JsonNode keys = schema.path("x-kubernetes-list-map-keys");
        demand(
                schema.path("x-kubernetes-list-type").asText().equals("map") == !keys.isEmpty(),
                path,
                "lists of type map need keys, others have none");
        JsonNode items = schema.path("items");
        for (JsonNode key : keys) {
            JsonNode property = items.path("properties").path(key.asText());
            boolean required = false;
            for (JsonNode name : items.path("required")) {
                required |= name.equals(key);
            }
            demand(property.isObject(), path, "the key " + key + " is no field of the items");
            demand(required || property.has("default"), path, "the key " + key + " must be required or have a default");
        }
    }

    private static void checkDefault(JsonNode schema, String path) {
        if (schema.has("default")) {
            JsonNode value = schema.get("default").deepCopy();
            Defaults.apply(value, schema);
            List<Cause> causes = StructuralValidation.validate(value, schema, path);
            demand(causes.isEmpty(), path, "the default is invalid: " + causes);
        }
    }

    private static void demand(boolean holds, String path, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("not a structural schema: " + path + ": " + rule);
        }
    }
}
