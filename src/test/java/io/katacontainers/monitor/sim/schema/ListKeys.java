package io.katacontainers.monitor.sim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Tells the items of a list of type map apart. */
final class ListKeys {
    private ListKeys() {}

    /** The key fields of an item, those that it has. */
    static JsonNode of(JsonNode item, JsonNode listSchema) {
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        listSchema.path("x-kubernetes-list-map-keys").forEach(name -> {
            if (item.has(name.asText())) {
                key.set(name.asText(), item.get(name.asText()));
            }
        });
        return key;
    }
}
