package io.katacontainers.monitor.sim.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who owns which fields of one object. */
public final class ManagedFields {
    /**
     * A writer, as {@code managedFields} tells them apart.
     *
     * @param name the fieldManager
     * @param apply whether it writes by server-side apply
     * @param apiVersion the version it writes in
     * @param subresource empty for the object itself
     */
    public record Manager(String name, boolean apply, String apiVersion, String subresource) {}

    private record Entry(FieldSet fields, String time) {}

    private final Map<Manager, Entry> entries = new LinkedHashMap<>();

    private ManagedFields() {}

    static ManagedFields of(ObjectNode object) {
        ManagedFields managed = new ManagedFields();
        for (JsonNode entry : object.path("metadata").path("managedFields")) {
            Manager manager = new Manager(
                    entry.path("manager").asText(),
                    entry.path("operation").asText().equals("Apply"),
                    entry.path("apiVersion").asText(),
                    entry.path("subresource").asText());
            managed.entries.put(
                    manager,
                    new Entry(
                            FieldSet.parse(entry.path("fieldsV1")),
                            entry.path("time").asText()));
        }
        return managed;
    }

    /**
     * Gives what an update, a create or a patch changed to its writer.
     *
     * @param old the object before; an empty object when it is created
     * @param changed the object after; its managedFields are written here
     * @param now RFC 3339
     */
    public static void trackUpdate(
            ObjectNode old, ObjectNode changed, Structure structure, Manager manager, String now) {
        JsonNode sent = changed.path("metadata").path("managedFields");
        boolean reset = sent.isArray()
                && (sent.isEmpty() || (sent.size() == 1 && sent.get(0).isEmpty()));
        boolean untracked = !old.isEmpty() && !old.path("metadata").has("managedFields");
        if (reset || untracked) {
            Json.objectAt(changed, "metadata").remove("managedFields");
            return;
        }
        ManagedFields managed = of(old);
        Map<List<String>, JsonNode> before = Leaves.of(old, structure);
        Map<List<String>, JsonNode> after = Leaves.of(changed, structure);
        Set<List<String>> written = after.entrySet().stream()
                .filter(leaf -> !leaf.getValue().equals(before.get(leaf.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        managed.entries.replaceAll((owner, entry) ->
                owner.equals(manager) ? entry : new Entry(entry.fields().without(written), entry.time()));
        if (!written.isEmpty()) {
            managed.own(manager, managed.fieldsOf(manager).with(written), now);
        }
        managed.keepOnly(after.keySet());
        managed.writeTo(changed);
    }

    FieldSet fieldsOf(Manager manager) {
        Entry entry = entries.get(manager);
        return entry == null ? FieldSet.of(Set.of()) : entry.fields();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Everyone but this writer. */
    Map<Manager, FieldSet> others(Manager manager) {
        Map<Manager, FieldSet> others = new LinkedHashMap<>();
        entries.forEach((owner, entry) -> {
            if (!owner.equals(manager)) {
                others.put(owner, entry.fields());
            }
        });
        return others;
    }

    /** Sets what a writer owns; the time moves only if that changes. */
    void own(Manager manager, FieldSet fields, String now) {
        Entry before = entries.get(manager);
        if (before == null || !before.fields().equals(fields)) {
            entries.put(manager, new Entry(fields, now));
        }
    }

    void disown(Manager manager, Collection<List<String>> paths) {
        entries.computeIfPresent(
                manager, (owner, entry) -> new Entry(entry.fields().without(paths), entry.time()));
    }

    /** Forgets ownership of fields that the object no longer has. */
    void keepOnly(Set<List<String>> existing) {
        entries.replaceAll((owner, entry) -> {
            Set<List<String>> gone = entry.fields().paths().stream()
                    .filter(path -> !existing.contains(path))
                    .collect(Collectors.toSet());
            return gone.isEmpty() ? entry : new Entry(entry.fields().without(gone), entry.time());
        });
    }

    void writeTo(ObjectNode object) {
        ObjectNode metadata = Json.objectAt(object, "metadata");
        ArrayNode list = Json.array();
        entries.forEach((manager, entry) -> {
            if (!entry.fields().isEmpty()) {
                ObjectNode node = list.addObject();
                node.put("apiVersion", manager.apiVersion());
                node.put("fieldsType", "FieldsV1");
                node.set("fieldsV1", entry.fields().toFieldsV1());
                node.put("manager", manager.name());
                node.put("operation", manager.apply() ? "Apply" : "Update");
                if (!manager.subresource().isEmpty()) {
                    node.put("subresource", manager.subresource());
                }
                node.put("time", entry.time());
            }
        });
        if (list.isEmpty()) {
            metadata.remove("managedFields");
        } else {
            metadata.set("managedFields", list);
        }
    }
}
