package io.katacontainers.monitor.sim.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Strategic merge patch: a merge patch that merges the keyed lists element by element and knows its directives. */
public final class StrategicMergePatch {
    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";
    private static final String ORDER = "$setElementOrder/";

    private StrategicMergePatch() {}

    /** The target with the patch applied; the target itself may be changed. */
    public static ObjectNode apply(ObjectNode target, ObjectNode patch, Structure structure) {
        switch (patch.path(DIRECTIVE).asText()) {
            case "replace" -> {
                ObjectNode replacement = patch.deepCopy();
                replacement.remove(DIRECTIVE);
                return replacement;
            }
            case "delete" -> {
                return Json.object();
            }
            default -> {
                retainKeys(target, patch);
                patch.properties().forEach(change -> applyField(target, change.getKey(), change.getValue(), structure));
                return target;
            }
        }
    }

    private static void retainKeys(ObjectNode target, ObjectNode patch) {
        if (patch.has(RETAIN_KEYS)) {
            Set<String> retained = new HashSet<>();
            patch.path(RETAIN_KEYS).forEach(key -> retained.add(key.asText()));
            target.retain(retained);
        }
    }

    private static void applyField(ObjectNode target, String field, JsonNode change, Structure structure) {
        if (field.equals(DIRECTIVE) || field.equals(RETAIN_KEYS) || field.startsWith(ORDER)) {
            return;
        }
        if (field.startsWith(DELETE_PRIMITIVES)) {
            deletePrimitives(target.path(field.substring(DELETE_PRIMITIVES.length())), change);
        } else if (change.isNull()) {
            target.remove(field);
        } else if (change instanceof ObjectNode object) {
            ObjectNode into = target.get(field) instanceof ObjectNode present ? present : Json.object();
            target.set(field, apply(into, object, structure.field(field)));
        } else if (change instanceof ArrayNode list) {
            ArrayNode into = target.get(field) instanceof ArrayNode present ? present : Json.array();
            target.set(field, applyList(into, list, structure.field(field)));
        } else {
            target.set(field, change);
        }
    }

    private static void deletePrimitives(JsonNode list, JsonNode unwanted) {
        Set<JsonNode> gone = new HashSet<>();
        unwanted.forEach(gone::add);
        for (int i = list.size() - 1; i >= 0; i--) {
            if (gone.contains(list.get(i))) {
                ((ArrayNode) list).remove(i);
            }
        }
    }

    private static ArrayNode applyList(ArrayNode target, ArrayNode patch, Structure structure) {
        return switch (structure.listKind()) {
            case ATOMIC -> patch.deepCopy();
            case SET -> union(target, patch);
            case MAP -> applyKeyed(target, patch, structure);
        };
    }

    private static ArrayNode union(ArrayNode target, ArrayNode patch) {
        Set<JsonNode> present = new HashSet<>();
        target.forEach(present::add);
        patch.forEach(element -> {
            if (present.add(element)) {
                target.add(element);
            }
        });
        return target;
    }

    private static ArrayNode applyKeyed(ArrayNode target, ArrayNode patch, Structure structure) {
        List<String> mergeKey = structure.keys().subList(0, 1);
        for (JsonNode change : patch) {
            if (!(change instanceof ObjectNode object)) {
                continue;
            }
            if (object.path(DIRECTIVE).asText().equals("replace") && object.size() == 1) {
                target.removeAll();
                continue;
            }
            int at = KeyedList.indexOf(target, KeyedList.keyOf(change, mergeKey), mergeKey);
            if (object.path(DIRECTIVE).asText().equals("delete")) {
                if (at >= 0) {
                    target.remove(at);
                }
            } else if (at >= 0) {
                target.set(at, apply((ObjectNode) target.get(at), object, structure));
            } else {
                target.add(apply(Json.object(), object, structure));
            }
        }
        return target;
    }
}
