package io.katacontainers.monitor.sim.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.patch.ManagedFields.Manager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Server-side apply: the writer owns what it sends, takes nothing from others unless forced, and what it no longer sends goes. */
public final class ServerSideApply {
    private ServerSideApply() {}

    /**
     * Applies a configuration.
     *
     * @param live the object as it is, a copy of which the result is made; an empty object when it is created
     * @param config what the writer sends
     * @param now RFC 3339
     * @return the object with its new managedFields
     */
    public static ObjectNode apply(
            ObjectNode live, ObjectNode config, Structure structure, Manager manager, boolean force, String now)
            throws ApplyConflictException {
        Map<List<String>, JsonNode> current = Leaves.of(live, structure);
        Map<List<String>, JsonNode> wanted = Leaves.of(config, structure);
        ManagedFields managed = ManagedFields.of(live);
        if (!live.isEmpty() && managed.isEmpty()) {
            managed.own(
                    new Manager("before-first-apply", false, manager.apiVersion(), ""),
                    FieldSet.of(current.keySet()),
                    now);
        }
        takeOver(managed, manager, current, wanted, force);

        ObjectNode result = live.deepCopy();
        merge(result, config, structure);
        drop(result, structure, abandoned(managed, manager, wanted.keySet()));
        managed.own(manager, FieldSet.of(wanted.keySet()), now);
        managed.keepOnly(Leaves.of(result, structure).keySet());
        managed.writeTo(result);
        return result;
    }

    private static void takeOver(
            ManagedFields managed,
            Manager manager,
            Map<List<String>, JsonNode> current,
            Map<List<String>, JsonNode> wanted,
            boolean force)
            throws ApplyConflictException {
        List<ApplyConflictException.Conflict> conflicts = new ArrayList<>();
        for (Map.Entry<Manager, FieldSet> other : managed.others(manager).entrySet()) {
            Set<List<String>> disputed = new HashSet<>();
            for (List<String> path : other.getValue().paths()) {
                JsonNode value = wanted.get(path);
                if (value != null && !value.equals(current.get(path))) {
                    disputed.add(path);
                    conflicts.add(
                            new ApplyConflictException.Conflict(FieldSet.describe(path), describe(other.getKey())));
                }
            }
            managed.disown(other.getKey(), disputed);
        }
        if (!force && !conflicts.isEmpty()) {
            throw new ApplyConflictException(conflicts);
        }
    }

    private static String describe(Manager owner) {
        String subresource = owner.subresource().isEmpty() ? "" : " with subresource \"" + owner.subresource() + "\"";
        return "conflict with \"" + owner.name() + "\"" + subresource
                + (owner.apply() ? "" : " using " + owner.apiVersion());
    }

    private static List<List<String>> abandoned(ManagedFields managed, Manager manager, Set<List<String>> wanted) {
        Set<List<String>> kept = new HashSet<>(wanted);
        managed.others(manager).values().forEach(fields -> kept.addAll(fields.paths()));
        // An element goes only with everything in it: another manager's field in it keeps it.
        Set<List<String>> ancestors = new HashSet<>();
        for (List<String> path : kept) {
            for (int end = 1; end < path.size(); end++) {
                ancestors.add(path.subList(0, end));
            }
        }
        return managed.fieldsOf(manager).paths().stream()
                .filter(path -> !kept.contains(path) && !ancestors.contains(path))
                .toList();
    }

    private static void drop(ObjectNode object, Structure structure, List<List<String>> paths) {
        // Elements first: while their key fields are still there to find them by.
        paths.stream()
                .sorted((a, b) -> Boolean.compare(isElement(b), isElement(a)))
                .forEach(path -> Leaves.remove(object, structure, path));
    }

    private static boolean isElement(List<String> path) {
        return !path.get(path.size() - 1).startsWith("f:");
    }

    private static void merge(ObjectNode into, ObjectNode config, Structure structure) {
        config.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode present = into.get(name);
            Structure inner = structure.field(name);
            if (field.getValue() instanceof ObjectNode object
                    && present instanceof ObjectNode existing
                    && !inner.atomic()) {
                merge(existing, object, inner);
            } else if (field.getValue() instanceof ArrayNode list
                    && present instanceof ArrayNode existing
                    && inner.listKind() != Structure.ListKind.ATOMIC) {
                mergeList(existing, list, inner);
            } else {
                into.set(name, field.getValue().deepCopy());
            }
        });
    }

    private static void mergeList(ArrayNode into, ArrayNode config, Structure structure) {
        Set<JsonNode> present = new HashSet<>();
        into.forEach(present::add);
        for (JsonNode element : config) {
            if (structure.listKind() == Structure.ListKind.SET) {
                if (present.add(element)) {
                    into.add(element);
                }
                continue;
            }
            ObjectNode key = KeyedList.keyOf(element, structure.keys());
            int at = KeyedList.indexOf(into, key, structure.keys());
            if (at >= 0 && into.get(at) instanceof ObjectNode existing && element instanceof ObjectNode object) {
                merge(existing, object, structure);
            } else {
                into.add(element.deepCopy());
            }
        }
    }
}
