package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import io.katacontainers.monitor.sim.apiserver.store.ObjectKey;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import io.katacontainers.monitor.sim.apiserver.store.Store;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import java.util.Optional;

/** Deletes objects: at once, or marked as terminating while finalizers hold them. */
final class ResourceDeleter {
    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    private final Store store;
    private final Admission admission;

    ResourceDeleter(Store store, Admission admission) {
        this.store = store;
        this.admission = admission;
    }

    WriteResult delete(ResourceType type, ObjectKey key, DeleteOptions options) throws ApiException {
        while (true) {
            StoredObject current =
                    store.get(type.storage(), key).orElseThrow(() -> ApiException.notFound(type, key.name()));
            checkPreconditions(type, key, current, options);
            ObjectNode object = type.read(current);
            boolean held = hold(type, object, options);
            if (!held) {
                if (options.dryRun() || store.remove(current, object).isPresent()) {
                    return new WriteResult(object, !options.dryRun(), false, true);
                }
                continue;
            }
            ObjectNode before = type.read(current);
            if (object.equals(before) || options.dryRun()) {
                return new WriteResult(object, false, false, false);
            }
            Optional<StoredObject> marked = store.replace(current, object);
            if (marked.isPresent()) {
                return new WriteResult(type.read(marked.get()), true, false, false);
            }
        }
    }

    private static void checkPreconditions(
            ResourceType type, ObjectKey key, StoredObject current, DeleteOptions options) throws ApiException {
        if (!options.uid().isEmpty() && !options.uid().equals(current.uid())) {
            throw ApiException.conflict(
                    type,
                    key.name(),
                    "Precondition failed: UID in precondition: " + options.uid() + ", UID in object meta: "
                            + current.uid());
        }
        String version = Long.toString(current.resourceVersion());
        if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals(version)) {
            throw ApiException.conflict(
                    type,
                    key.name(),
                    "Precondition failed: ResourceVersion in precondition: " + options.resourceVersion()
                            + ", ResourceVersion in object meta: " + version);
        }
    }

    /** Marks an object as terminating if something must happen before it may go. */
    private boolean hold(ResourceType type, ObjectNode object, DeleteOptions options) {
        ObjectNode metadata = Json.objectAt(object, "metadata");
        boolean first = !metadata.has("deletionTimestamp");
        if (first && options.propagation().equals("Foreground")) {
            metadata.withArray("finalizers").add(FOREGROUND);
        } else if (first && options.propagation().equals("Orphan")) {
            metadata.withArray("finalizers").add(ORPHAN);
        }
        boolean namespace = type.storage().equals("/namespaces");
        if (metadata.path("finalizers").isEmpty() && !namespace) {
            return false;
        }
        if (first) {
            metadata.put("deletionTimestamp", admission.now());
            metadata.put("deletionGracePeriodSeconds", 0);
            if (metadata.has("generation")) {
                metadata.put("generation", metadata.path("generation").asLong() + 1);
            }
            if (namespace) {
                Json.objectAt(object, "status").put("phase", "Terminating");
            }
        }
        return true;
    }

    /** Removes one finalizer, and the object with it if that was the last one. */
    void release(StoredObject current, String finalizer) {
        Optional<StoredObject> present = Optional.of(current);
        while (present.isPresent()) {
            StoredObject held = present.get();
            ObjectNode object = held.object();
            ArrayNode kept = Json.array();
            for (JsonNode element : object.path("metadata").path("finalizers")) {
                if (!element.asText().equals(finalizer)) {
                    kept.add(element);
                }
            }
            Json.objectAt(object, "metadata").set("finalizers", kept);
            boolean done = kept.isEmpty() && held.terminating();
            if ((done ? store.remove(held, object) : store.replace(held, object)).isPresent()) {
                return;
            }
            present = store.get(held.storage(), held.key());
        }
    }

    /** Removes an emptied namespace. */
    void finish(StoredObject namespace) {
        if (namespace.object().path("metadata").path("finalizers").isEmpty()) {
            store.remove(namespace, namespace.object());
        }
    }
}
