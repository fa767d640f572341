package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.patch.ApplyConflictException;
import io.katacontainers.monitor.sim.apiserver.patch.ManagedFields;
import io.katacontainers.monitor.sim.apiserver.patch.ServerSideApply;
import io.katacontainers.monitor.sim.apiserver.patch.Structure;
import io.katacontainers.monitor.sim.apiserver.patch.Structures;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import io.katacontainers.monitor.sim.apiserver.store.ObjectKey;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import io.katacontainers.monitor.sim.apiserver.store.Store;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import java.util.Optional;
import java.util.UUID;

/** Creates, updates and patches objects with optimistic concurrency, as the real server does on etcd. */
final class ResourceWriter {
    /** Makes the next version of an object from a copy of the present one. */
    interface Change {
        ObjectNode apply(ObjectNode copy) throws ApiException;
    }

    private final Store store;
    private final Admission admission;

    ResourceWriter(Store store, Admission admission) {
        this.store = store;
        this.admission = admission;
    }

    WriteResult create(ResourceType type, String namespace, ObjectNode sent, WriteContext context) throws ApiException {
        return create(type, keyOf(type, namespace, sent), sent, true, context);
    }

    private static ObjectKey keyOf(ResourceType type, String namespace, ObjectNode sent) throws ApiException {
        ObjectNode metadata = Json.objectAt(sent, "metadata");
        String name = metadata.path("name").asText();
        String prefix = metadata.path("generateName").asText();
        if (name.isEmpty() && !prefix.isEmpty()) {
            name = prefix + UUID.randomUUID().toString().substring(0, 5);
        }
        String sentNamespace = metadata.path("namespace").asText();
        if (!sentNamespace.isEmpty() && type.namespaced() && !sentNamespace.equals(namespace)) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        return new ObjectKey(type.namespaced() ? namespace : "", name);
    }

    private WriteResult create(ResourceType type, ObjectKey key, ObjectNode sent, boolean track, WriteContext context)
            throws ApiException {
        ObjectNode object = admission.create(type, key, sent);
        if (track) {
            ManagedFields.trackUpdate(
                    Json.object(),
                    object,
                    Structures.of(type),
                    new ManagedFields.Manager(context.manager(), false, type.apiVersion(), ""),
                    admission.now());
        }
        if (context.dryRun()) {
            if (store.get(type.storage(), key).isPresent()) {
                throw ApiException.alreadyExists(type, key.name());
            }
            return new WriteResult(object, false, true, false);
        }
        StoredObject created = store.create(type.storage(), key, object)
                .orElseThrow(() -> ApiException.alreadyExists(type, key.name()));
        return new WriteResult(type.read(created), true, true, false);
    }

    /** Changes an object; the changed fields then belong to the context's manager. */
    WriteResult modify(ResourceType type, ObjectKey key, String subresource, WriteContext context, Change change)
            throws ApiException {
        Structure structure = Structures.of(type);
        ManagedFields.Manager manager =
                new ManagedFields.Manager(context.manager(), false, type.apiVersion(), subresource);
        while (true) {
            StoredObject current =
                    store.get(type.storage(), key).orElseThrow(() -> ApiException.notFound(type, key.name()));
            ObjectNode old = type.read(current);
            ObjectNode incoming = change.apply(old.deepCopy());
            checkVersion(type, key, current, incoming);
            ObjectNode next = admission.update(type, old, incoming, subresource);
            ManagedFields.trackUpdate(old, next, structure, manager, admission.now());
            Optional<WriteResult> result = store(type, current, old, next, context);
            if (result.isPresent()) {
                return result.get();
            }
        }
    }

    /** Server-side apply; creates what is not there. */
    WriteResult apply(
            ResourceType type,
            ObjectKey key,
            String subresource,
            ObjectNode config,
            boolean force,
            WriteContext context)
            throws ApiException {
        Structure structure = Structures.of(type);
        ManagedFields.Manager manager =
                new ManagedFields.Manager(context.manager(), true, type.apiVersion(), subresource);
        while (true) {
            Optional<StoredObject> current = store.get(type.storage(), key);
            try {
                if (current.isEmpty()) {
                    if (!subresource.isEmpty()) {
                        throw ApiException.notFound(type, key.name());
                    }
                    ObjectNode fresh =
                            ServerSideApply.apply(Json.object(), config, structure, manager, force, admission.now());
                    return create(type, key, fresh, false, context);
                }
                ObjectNode old = type.read(current.get());
                checkVersion(type, key, current.get(), config);
                ObjectNode merged = ServerSideApply.apply(old, config, structure, manager, force, admission.now());
                ObjectNode next = admission.update(type, old, merged, subresource);
                Optional<WriteResult> result = store(type, current.get(), old, next, context);
                if (result.isPresent()) {
                    return result.get();
                }
            } catch (ApplyConflictException e) {
                throw ApiException.applyConflict(e);
            }
        }
    }

    private static void checkVersion(ResourceType type, ObjectKey key, StoredObject current, JsonNode incoming)
            throws ApiException {
        String expected = incoming.path("metadata").path("resourceVersion").asText();
        if (!expected.isEmpty() && !expected.equals(Long.toString(current.resourceVersion()))) {
            throw ApiException.modified(type, key.name());
        }
    }

    /** Empty if another write came first. */
    private Optional<WriteResult> store(
            ResourceType type, StoredObject current, ObjectNode old, ObjectNode next, WriteContext context) {
        if (next.equals(old)) {
            return Optional.of(new WriteResult(old, false, false, false));
        }
        boolean finished = next.path("metadata").has("deletionTimestamp")
                && next.path("metadata").path("finalizers").isEmpty()
                && !type.storage().equals("/namespaces");
        if (context.dryRun()) {
            return Optional.of(new WriteResult(next, false, false, finished));
        }
        return (finished ? store.remove(current, next) : store.replace(current, next))
                .map(stored -> new WriteResult(type.read(stored), true, false, finished));
    }
}
