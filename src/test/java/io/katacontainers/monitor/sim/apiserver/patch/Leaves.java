package io.katacontainers.monitor.sim.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes objects apart into the fields that managers own, and removes such fields again. */
final class Leaves {
    private static final Set<List<String>> NEVER_OWNED = Set.of(List.of("f:apiVersion"), List.of("f:kind"));
    private static final Set<String> UNOWNED_METADATA = Set.of(
            "f:name",
            "f:namespace",
            "f:generateName",
            "f:uid",
            "f:resourceVersion",
            "f:generation",
            "f:creationTimestamp",
            "f:deletionTimestamp",
            "f:deletionGracePeriodSeconds",
            "f:selfLink",
            "f:managedFields");

    private Leaves() {}

    /** The ownable fields and their values; keyed and set elements themselves have the value "missing". */
    static Map<List<String>, JsonNode> of(ObjectNode object, Structure structure) {
        Map<List<String>, JsonNode> leaves = new LinkedHashMap<>();
        collect(object, structure, List.of(), leaves);
        leaves.keySet()
                .removeIf(path -> NEVER_OWNED.contains(path)
                        || (path.get(0).equals("f:metadata")
                                && (path.size() == 1 || UNOWNED_METADATA.contains(path.get(1)))));
        return leaves;
    }

    private static void collect(
            JsonNode node, Structure structure, List<String> path, Map<List<String>, JsonNode> into) {
        if (node instanceof ObjectNode object && !object.isEmpty() && !structure.atomic()) {
            object.properties()
                    .forEach(field -> collect(
                            field.getValue(),
                            structure.field(field.getKey()),
                            FieldSet.join(path, "f:" + field.getKey()),
                            into));
        } else if (node instanceof ArrayNode list
                && !list.isEmpty()
                && structure.listKind() != Structure.ListKind.ATOMIC) {
            for (JsonNode element : list) {
                List<String> item = FieldSet.join(path, step(element, structure));
                into.put(item, MissingNode.getInstance());
                if (element instanceof ObjectNode object) {
                    object.properties()
                            .forEach(field -> collect(
                                    field.getValue(),
                                    structure.field(field.getKey()),
                                    FieldSet.join(item, "f:" + field.getKey()),
                                    into));
                }
            }
        } else if (!path.isEmpty()) {
            into.put(path, node);
        }
    }

    private static String step(JsonNode element, Structure structure) {
        return structure.listKind() == Structure.ListKind.MAP
                ? "k:" + text(KeyedList.keyOf(element, structure.keys()))
                : "v:" + text(element);
    }

    private static String text(JsonNode node) {
        return new String(Json.bytes(node), StandardCharsets.UTF_8);
    }

    /** Removes one field or element, and the objects and lists that become empty by that. */
    static void remove(JsonNode node, Structure structure, List<String> path) {
        String step = path.get(0);
        if (step.startsWith("f:") && node instanceof ObjectNode object) {
            String name = step.substring(2);
            JsonNode child = object.get(name);
            if (path.size() == 1) {
                object.remove(name);
            } else if (child != null) {
                remove(child, structure.field(name), path.subList(1, path.size()));
                if (child.isContainerNode() && child.isEmpty()) {
                    object.remove(name);
                }
            }
        } else if (node instanceof ArrayNode list) {
            for (int i = list.size() - 1; i >= 0; i--) {
                if (structure.listKind() != Structure.ListKind.ATOMIC
                        && step(list.get(i), structure).equals(step)) {
                    if (path.size() == 1) {
                        list.remove(i);
                    } else {
                        remove(list.get(i), structure, path.subList(1, path.size()));
                    }
                }
            }
        }
    }
}
