package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import io.katacontainers.monitor.sim.apiserver.store.ObjectKey;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import io.katacontainers.monitor.sim.apiserver.store.Selection;
import io.katacontainers.monitor.sim.apiserver.store.Store;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import io.katacontainers.monitor.sim.schema.InvalidResourceException.Cause;
import java.util.List;

/** Answers requests about objects, watches apart. */
final class ResourceHandler {
    private final Store store;
    private final ResourceWriter writer;
    private final ResourceDeleter deleter;
    private final Patches patches;
    private final ListRenderer lists;
    private final TableRenderer tables;

    ResourceHandler(
            Store store,
            ResourceWriter writer,
            ResourceDeleter deleter,
            Patches patches,
            ListRenderer lists,
            TableRenderer tables) {
        this.store = store;
        this.writer = writer;
        this.deleter = deleter;
        this.patches = patches;
        this.lists = lists;
        this.tables = tables;
    }

    ApiResponse handle(ResourceType type, RequestInfo info, ApiRequest request) throws ApiException {
        if (!info.subresource().isEmpty() && !(info.subresource().equals("status") && type.status())) {
            throw ApiException.unknownPath();
        }
        if (type.namespaced() && info.namespace().isEmpty() && !info.verb().equals("list")) {
            throw ApiException.unknownPath();
        }
        ObjectKey key = new ObjectKey(type.namespaced() ? info.namespace() : "", info.name());
        return switch (info.verb()) {
            case "get" -> get(type, key, request);
            case "list" -> lists.list(type, selection(type, info, request), request);
            case "create" -> create(type, info, request);
            case "update" -> update(type, key, info, request);
            case "patch" -> patch(type, key, info, request);
            case "delete" -> delete(type, key, request);
            case "deletecollection" -> deleteCollection(type, info, request);
            default ->
                throw ApiException.of(
                        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        };
    }

    static Selection selection(ResourceType type, RequestInfo info, ApiRequest request) throws ApiException {
        try {
            return new Selection(type, info.namespace(), request.parameter("labelSelector"), selectorOf(info, request));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static String selectorOf(RequestInfo info, ApiRequest request) {
        String fields = request.parameter("fieldSelector");
        if (info.name().isEmpty()) {
            return fields;
        }
        return "metadata.name=" + info.name() + (fields.isEmpty() ? "" : "," + fields);
    }

    private ApiResponse get(ResourceType type, ObjectKey key, ApiRequest request) throws ApiException {
        StoredObject object = store.get(type.storage(), key).orElseThrow(() -> ApiException.notFound(type, key.name()));
        if (request.accepts("as=Table")) {
            ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(object.resourceVersion()));
            return ApiResponse.json(
                    200, tables.table(type, List.of(type.read(object)), metadata, request.parameter("includeObject")));
        }
        return ApiResponse.json(200, type.readJson(object));
    }

    private ApiResponse create(ResourceType type, RequestInfo info, ApiRequest request) throws ApiException {
        if (!info.name().isEmpty()) {
            throw ApiException.unknownPath();
        }
        ObjectNode sent = typed(type, RequestBody.object(request));
        return respond(201, writer.create(type, info.namespace(), sent, WriteContext.of(request)));
    }

    private ApiResponse update(ResourceType type, ObjectKey key, RequestInfo info, ApiRequest request)
            throws ApiException {
        ObjectNode sent = typed(type, RequestBody.object(request));
        if (type.custom()
                && sent.path("metadata").path("resourceVersion").asText().isEmpty()) {
            throw ApiException.invalid(
                    type,
                    key.name(),
                    List.of(new Cause(
                            "metadata.resourceVersion",
                            "FieldValueInvalid",
                            "Invalid value: 0x0: must be specified for an update")));
        }
        return respond(
                200, writer.modify(type, key, info.subresource(), WriteContext.of(request), copy -> sent.deepCopy()));
    }

    private static ObjectNode typed(ResourceType type, ObjectNode sent) throws ApiException {
        String kind = sent.path("kind").asText(type.kind());
        String apiVersion = sent.path("apiVersion").asText(type.apiVersion());
        if (!kind.equals(type.kind()) || !apiVersion.equals(type.apiVersion())) {
            throw ApiException.badRequest("the API version in the data (" + apiVersion + ", Kind=" + kind
                    + ") does not match the expected API version (" + type.apiVersion() + ", Kind=" + type.kind()
                    + ")");
        }
        return sent.put("kind", type.kind()).put("apiVersion", type.apiVersion());
    }

    private ApiResponse patch(ResourceType type, ObjectKey key, RequestInfo info, ApiRequest request)
            throws ApiException {
        String contentType = request.header("content-type").split(";", 2)[0].strip();
        if (contentType.startsWith("application/apply-patch")) {
            if (request.parameter("fieldManager").isEmpty()) {
                throw ApiException.badRequest(
                        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
            }
            ObjectNode config = typed(type, RequestBody.yamlObject(request));
            if (config.path("metadata").path("managedFields").size() > 0) {
                throw ApiException.badRequest("metadata.managedFields must be nil");
            }
            WriteResult result = writer.apply(
                    type, key, info.subresource(), config, request.flag("force"), WriteContext.of(request));
            return respond(result.created() ? 201 : 200, result);
        }
        ResourceWriter.Change change = patches.parse(type, contentType, request);
        return respond(200, writer.modify(type, key, info.subresource(), WriteContext.of(request), change));
    }

    private ApiResponse delete(ResourceType type, ObjectKey key, ApiRequest request) throws ApiException {
        WriteResult result = deleter.delete(type, key, DeleteOptions.of(request, RequestBody.optional(request)));
        if (!result.removed() || type.kind().equals("Pod")) {
            return respond(200, result);
        }
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        ObjectNode details = status.put("status", "Success").putObject("details");
        details.put("name", key.name());
        if (!type.group().isEmpty()) {
            details.put("group", type.group());
        }
        details.put("kind", type.plural())
                .put("uid", result.object().path("metadata").path("uid").asText());
        return ApiResponse.json(200, status).withChanged(result.changed());
    }

    private ApiResponse deleteCollection(ResourceType type, RequestInfo info, ApiRequest request) throws ApiException {
        DeleteOptions options = DeleteOptions.of(request, RequestBody.optional(request));
        Selection selection = selection(type, info, request);
        List<StoredObject> chosen = store.list(type.storage(), selection.namespace(), null).stream()
                .filter(selection::matches)
                .toList();
        boolean changed = false;
        for (StoredObject object : chosen) {
            try {
                changed |= deleter.delete(type, object.key(), options).changed();
            } catch (ApiException e) {
                if (e.code() != 404) {
                    throw e;
                }
            }
        }
        ObjectNode list = Json.object();
        list.put("kind", type.listKind()).put("apiVersion", type.apiVersion());
        list.putObject("metadata").put("resourceVersion", Long.toString(store.resourceVersion()));
        ArrayNode items = list.putArray("items");
        chosen.forEach(object -> items.add(type.read(object)));
        return ApiResponse.json(200, list).withChanged(changed);
    }

    private static ApiResponse respond(int status, WriteResult result) {
        return ApiResponse.json(status, result.object()).withChanged(result.changed());
    }
}
