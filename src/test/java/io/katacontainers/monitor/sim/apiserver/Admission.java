package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import io.katacontainers.monitor.sim.apiserver.store.ObjectKey;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import io.katacontainers.monitor.sim.apiserver.store.Store;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import io.katacontainers.monitor.sim.schema.InvalidResourceException;
import io.katacontainers.monitor.sim.schema.ResourceSchema;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns what a client sent into what is stored: what the server owns is set, what may not change is restored, the rest is validated. */
final class Admission {
    private static final List<String> SERVER_OWNED =
            List.of("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation");
    private static final String DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";
    private static final Set<String> STATUS_ON_CREATE = Set.of("Node");

    private final Store store;
    private final CustomTypes customTypes;
    private final Clock clock;

    Admission(Store store, CustomTypes customTypes, Clock clock) {
        this.store = store;
        this.customTypes = customTypes;
        this.clock = clock;
    }

    String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Prepares a new object. */
    ObjectNode create(ResourceType type, ObjectKey key, ObjectNode incoming) throws ApiException {
        requireNamespace(type, key);
        requireLastingKind(type);
        ObjectNode object = incoming;
        if (type.status() && !STATUS_ON_CREATE.contains(type.kind())) {
            object.remove("status");
        }
        object = admit(type, key.name(), object, null);
        ObjectNode metadata = Json.objectAt(object, "metadata");
        SERVER_OWNED.forEach(metadata::remove);
        metadata.remove("resourceVersion");
        metadata.put("name", key.name());
        if (type.namespaced()) {
            metadata.put("namespace", key.namespace());
        }
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", now());
        if (type.generations()) {
            metadata.put("generation", 1);
        }
        ObjectValidation.check(type, key.name(), object);
        BuiltInDefaults.onCreate(type, object);
        customTypes.admit(type, object, null);
        return object;
    }

    private void requireNamespace(ResourceType type, ObjectKey key) throws ApiException {
        if (!type.namespaced()) {
            return;
        }
        Optional<StoredObject> namespace = store.get("/namespaces", new ObjectKey("", key.namespace()));
        if (namespace.isEmpty()) {
            throw ApiException.of(404, "NotFound", "namespaces \"" + key.namespace() + "\" not found");
        }
        if (namespace.get().terminating()) {
            throw ApiException.forbidden(
                    type,
                    key.name(),
                    "unable to create new content in namespace " + key.namespace() + " because it is being terminated");
        }
    }

    /** While a definition goes, its objects are deleted one after another; whoever could still make some would keep it for ever. */
    private void requireLastingKind(ResourceType type) throws ApiException {
        Optional<StoredObject> definition = store.get(DEFINITIONS, new ObjectKey("", type.qualifiedName()));
        if (definition.isPresent() && definition.get().terminating()) {
            throw ApiException.of(
                    405, "MethodNotAllowed", "create not allowed while custom resource definition is terminating");
        }
    }

    /** Prepares the next version of an object. */
    ObjectNode update(ResourceType type, ObjectNode old, ObjectNode incoming, String subresource) throws ApiException {
        String name = old.path("metadata").path("name").asText();
        checkIdentity(type, name, old, incoming);
        ObjectNode object = incoming;
        if (subresource.equals("status")) {
            JsonNode managedFields = incoming.path("metadata").path("managedFields");
            object = old.deepCopy();
            copy(incoming, object, "status");
            if (managedFields.isArray()) {
                Json.objectAt(object, "metadata").set("managedFields", managedFields);
            }
        } else if (type.status()) {
            copy(old, object, "status");
        }
        object = admit(type, name, object, old);
        ObjectNode metadata = Json.objectAt(object, "metadata");
        ObjectNode oldMetadata = Json.objectAt(old, "metadata");
        SERVER_OWNED.forEach(field -> copy(oldMetadata, metadata, field));
        copy(oldMetadata, metadata, "resourceVersion");
        ObjectValidation.check(type, name, object);
        ObjectValidation.checkTransition(type, name, old, object);
        BuiltInDefaults.onUpdate(type, old, object);
        customTypes.admit(type, object, old);
        if (type.generations() && !specOf(object).equals(specOf(old))) {
            metadata.put("generation", oldMetadata.path("generation").asLong() + 1);
        }
        return object;
    }

    private static void checkIdentity(ResourceType type, String name, ObjectNode old, ObjectNode incoming)
            throws ApiException {
        JsonNode metadata = incoming.path("metadata");
        if (!metadata.path("name").asText(name).equals(name)) {
            throw ApiException.badRequest("the name of the object ("
                    + metadata.path("name").asText() + ") does not match the name on the URL (" + name + ")");
        }
        String uid = old.path("metadata").path("uid").asText();
        String sentUid = metadata.path("uid").asText();
        if (!sentUid.isEmpty() && !sentUid.equals(uid)) {
            throw ApiException.conflict(
                    type,
                    name,
                    "Precondition failed: UID in precondition: " + sentUid + ", UID in object meta: " + uid);
        }
    }

    private static ObjectNode admit(ResourceType type, String name, ObjectNode object, @Nullable ObjectNode old)
            throws ApiException {
        ResourceSchema schema = type.schema();
        if (schema == null) {
            return object;
        }
        try {
            return schema.admit(object, old);
        } catch (InvalidResourceException e) {
            throw ApiException.invalid(type, name, e.causes());
        }
    }

    private static void copy(ObjectNode from, ObjectNode to, String field) {
        JsonNode value = from.get(field);
        if (value == null) {
            to.remove(field);
        } else {
            to.set(field, value);
        }
    }

    private static ObjectNode specOf(ObjectNode object) {
        ObjectNode spec = object.deepCopy();
        spec.remove(List.of("metadata", "status", "apiVersion"));
        return spec;
    }
}
