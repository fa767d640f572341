package io.katacontainers.monitor.sim.apiserver.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One version of an object: immutable, held as JSON text so that 100,000 of them stay small and lists are copied, not rendered. */
public final class StoredObject {
    private final String storage;
    private final ObjectKey key;
    private final long resourceVersion;
    private final String uid;
    private final String apiVersion;
    private final Map<String, String> labels;
    private final List<String> ownerUids;
    private final boolean terminating;
    private final byte[] json;

    /**
     * Freezes an object.
     *
     * @param storage the {@link ResourceType#storage} it is kept in
     * @param object the object; its resourceVersion is set here
     */
    StoredObject(String storage, ObjectKey key, long resourceVersion, ObjectNode object) {
        this.storage = storage;
        this.key = key;
        this.resourceVersion = resourceVersion;
        ObjectNode metadata = Json.objectAt(object, "metadata");
        metadata.put("resourceVersion", Long.toString(resourceVersion));
        this.uid = metadata.path("uid").asText();
        this.apiVersion = object.path("apiVersion").asText().intern();
        this.labels = labelsOf(metadata);
        this.ownerUids = ownersOf(metadata);
        this.terminating = metadata.has("deletionTimestamp");
        this.json = Json.bytes(object);
    }

    private static Map<String, String> labelsOf(JsonNode metadata) {
        Map<String, String> found = new HashMap<>();
        metadata.path("labels")
                .properties()
                .forEach(label -> found.put(label.getKey(), label.getValue().asText()));
        return Map.copyOf(found);
    }

    private static List<String> ownersOf(JsonNode metadata) {
        List<String> found = new ArrayList<>();
        metadata.path("ownerReferences")
                .forEach(owner -> found.add(owner.path("uid").asText()));
        return List.copyOf(found);
    }

    /** The {@link ResourceType#storage} it is kept in. */
    public String storage() {
        return storage;
    }

    /** Where it is stored. */
    public ObjectKey key() {
        return key;
    }

    /** When it was written, as the store counts. */
    public long resourceVersion() {
        return resourceVersion;
    }

    /** Its UID. */
    public String uid() {
        return uid;
    }

    /** The version it is stored in. */
    public String apiVersion() {
        return apiVersion;
    }

    /** Its labels. */
    public Map<String, String> labels() {
        return labels;
    }

    /** The UIDs of its owner references. */
    public List<String> ownerUids() {
        return ownerUids;
    }

    /** Whether it carries a deletionTimestamp. */
    public boolean terminating() {
        return terminating;
    }

    /** A fresh copy that the caller may change. */
    public ObjectNode object() {
        return Json.parseOwn(json);
    }

    /** Its JSON text; not to be changed. */
    public byte[] json() {
        return json;
    }
}
