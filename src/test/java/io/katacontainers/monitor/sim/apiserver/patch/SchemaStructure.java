package io.katacontainers.monitor.sim.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/** The structure that a CustomResourceDefinition's schema declares. */
final class SchemaStructure implements Structure {
    private final JsonNode schema;
    private final boolean root;

    SchemaStructure(JsonNode schema, boolean root) {
        this.schema = schema;
        this.root = root;
    }

    @Override
    public Structure field(String name) {
        if (root && name.equals("metadata")) {
            return BuiltInStructure.ROOT.field(name);
        }
        JsonNode object = schema.has("items") ? schema.path("items") : schema;
        JsonNode property = object.path("properties").path(name);
        if (property.isMissingNode() && object.path("additionalProperties").isObject()) {
            property = object.path("additionalProperties");
        }
        return new SchemaStructure(property.isMissingNode() ? MissingNode.getInstance() : property, false);
    }

    @Override
    public boolean atomic() {
        return schema.path("x-kubernetes-map-type").asText().equals("atomic");
    }

    @Override
    public ListKind listKind() {
        return switch (schema.path("x-kubernetes-list-type").asText()) {
            case "map" -> ListKind.MAP;
            case "set" -> ListKind.SET;
            default -> ListKind.ATOMIC;
        };
    }

    @Override
    public List<String> keys() {
        List<String> keys = new ArrayList<>();
        schema.path("x-kubernetes-list-map-keys").forEach(key -> keys.add(key.asText()));
        return keys;
    }
}
