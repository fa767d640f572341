package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import io.katacontainers.monitor.sim.apiserver.store.ResourceTypes;
import java.util.List;
import java.util.Optional;

/**
 * OpenAPI, as much as kubectl asks of it: v3 with the query parameters that tell it of server-side validation, and with the schemas of
 * custom resources for {@code explain}; v2 without definitions, which makes older versions skip their own validation.
 */
final class OpenApi {
    /** A {@code gnostic.openapi.v2.Document} that says {@code swagger: "2.0"} and nothing else. */
    private static final byte[] EMPTY_V2_PROTOBUF = {0x0a, 0x03, '2', '.', '0'};

    private final ResourceTypes types;

    OpenApi(ResourceTypes types) {
        this.types = types;
    }

    ApiResponse v2(ApiRequest request) {
        if (request.accepts("com.github.proto-openapi.spec.v2")) {
            // Without the @ that the request has, which Go's parser of media types refuses by now.
            return ApiResponse.of("application/com.github.proto-openapi.spec.v2.v1.0+protobuf", EMPTY_V2_PROTOBUF);
        }
        ObjectNode document = Json.object().put("swagger", "2.0");
        document.putObject("info").put("title", "Kubernetes").put("version", ServerVersion.GIT);
        document.putObject("paths");
        document.putObject("definitions");
        return ApiResponse.json(200, document);
    }

    /** The answer below {@code /openapi/v3}; empty where nothing is served. */
    Optional<ApiResponse> v3(String path) {
        if (path.equals("/openapi/v3")) {
            ObjectNode index = Json.object();
            ObjectNode paths = index.putObject("paths");
            types.all().forEach(type -> paths.putObject(type.basePath().substring(1))
                    .put("serverRelativeURL", "/openapi/v3" + type.basePath()));
            return Optional.of(ApiResponse.json(200, index));
        }
        String base = path.substring("/openapi/v3".length());
        List<ResourceType> served = types.all().stream()
                .filter(type -> type.basePath().equals(base))
                .toList();
        return served.isEmpty() ? Optional.empty() : Optional.of(ApiResponse.json(200, document(served)));
    }

    private static ObjectNode document(List<ResourceType> served) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", ServerVersion.GIT);
        ObjectNode paths = document.putObject("paths");
        ObjectNode schemas = document.putObject("components").putObject("schemas");
        for (ResourceType type : served) {
            String collection =
                    type.basePath() + (type.namespaced() ? "/namespaces/{namespace}/" : "/") + type.plural();
            operation(paths.putObject(collection).putObject("get"), type, "list");
            ObjectNode item = paths.putObject(collection + "/{name}");
            operation(item.putObject("get"), type, "get");
            ObjectNode patch = item.putObject("patch");
            operation(patch, type, "patch");
            ArrayNode parameters = patch.putArray("parameters");
            List.of("dryRun", "fieldManager", "fieldValidation", "force").forEach(name -> parameter(parameters, name));
            schemas.set(schemaName(type), schema(type));
        }
        return document;
    }

    private static String schemaName(ResourceType type) {
        return (type.group().isEmpty() ? "core" : type.group()) + "." + type.version() + "." + type.kind();
    }

    private static void operation(ObjectNode operation, ResourceType type, String action) {
        operation.put("operationId", action + schemaName(type)).put("x-kubernetes-action", action);
        operation.set("x-kubernetes-group-version-kind", gvk(type));
        operation.putObject("responses").putObject("200").put("description", "OK");
    }

    private static void parameter(ArrayNode parameters, String name) {
        parameters
                .addObject()
                .put("name", name)
                .put("in", "query")
                .putObject("schema")
                .put("type", "string");
    }

    private static ObjectNode gvk(ResourceType type) {
        return Json.object()
                .put("group", type.group())
                .put("version", type.version())
                .put("kind", type.kind());
    }

    private static ObjectNode schema(ResourceType type) {
        ObjectNode schema = type.openApi() instanceof ObjectNode known ? known.deepCopy() : Json.object();
        schema.put("type", "object");
        ObjectNode properties = Json.objectAt(schema, "properties");
        describe(properties, "apiVersion", "The version of the schema of this representation of an object.");
        describe(properties, "kind", "The REST resource that this object represents.");
        Json.objectAt(properties, "metadata").put("type", "object").put("description", "Standard object's metadata.");
        schema.putArray("x-kubernetes-group-version-kind").add(gvk(type));
        return schema;
    }

    private static void describe(ObjectNode properties, String name, String description) {
        ObjectNode property = Json.objectAt(properties, name);
        property.put("type", "string");
        if (!property.has("description")) {
            property.set("description", TextNode.valueOf(description));
        }
    }
}
