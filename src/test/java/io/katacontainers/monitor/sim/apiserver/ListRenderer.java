package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import io.katacontainers.monitor.sim.apiserver.store.ObjectKey;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import io.katacontainers.monitor.sim.apiserver.store.Selection;
import io.katacontainers.monitor.sim.apiserver.store.Store;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers lists, page by page if asked to; the stored JSON text of the objects is copied as it is. */
final class ListRenderer {
    private final Store store;
    private final TableRenderer tables;

    ListRenderer(Store store, TableRenderer tables) {
        this.store = store;
        this.tables = tables;
    }

    ApiResponse list(ResourceType type, Selection selection, ApiRequest request) throws ApiException {
        long resourceVersion = store.resourceVersion();
        int limit = parseLimit(request.parameter("limit"));
        ObjectKey after = parseContinue(request.parameter("continue"));
        List<StoredObject> page = new ArrayList<>();
        boolean more = false;
        for (StoredObject object : store.list(type.storage(), selection.namespace(), after)) {
            if (selection.matches(object)) {
                if (limit > 0 && page.size() == limit) {
                    more = true;
                    break;
                }
                page.add(object);
            }
        }
        ObjectNode metadata = Json.object();
        metadata.put("resourceVersion", Long.toString(resourceVersion));
        if (more) {
            metadata.put("continue", continueAfter(page.get(page.size() - 1).key()));
        }
        if (request.accepts("as=Table")) {
            List<ObjectNode> objects = page.stream().map(type::read).toList();
            return ApiResponse.json(200, tables.table(type, objects, metadata, request.parameter("includeObject")));
        }
        return ApiResponse.json(200, splice(type, metadata, page));
    }

    private static int parseLimit(String limit) throws ApiException {
        try {
            return limit.isEmpty() ? 0 : Integer.parseInt(limit);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("invalid limit: " + limit);
        }
    }

    private static String continueAfter(ObjectKey key) {
        ObjectNode token = Json.object().put("namespace", key.namespace()).put("name", key.name());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(token));
    }

    private static @Nullable ObjectKey parseContinue(String token) throws ApiException {
        if (token.isEmpty()) {
            return null;
        }
        try {
            JsonNode key = Json.parse(Base64.getUrlDecoder().decode(token));
            return new ObjectKey(
                    key.path("namespace").asText(), key.path("name").asText());
        } catch (IOException | IllegalArgumentException e) {
            throw ApiException.badRequest("continue key is not valid: " + e.getMessage());
        }
    }

    private static byte[] splice(ResourceType type, ObjectNode metadata, List<StoredObject> page) {
        ObjectNode head = Json.object();
        head.put("kind", type.listKind()).put("apiVersion", type.apiVersion()).set("metadata", metadata);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] prefix = Json.bytes(head);
        out.write(prefix, 0, prefix.length - 1);
        out.writeBytes(",\"items\":[".getBytes(StandardCharsets.UTF_8));
        boolean first = true;
        for (StoredObject object : page) {
            if (!first) {
                out.write(',');
            }
            first = false;
            out.writeBytes(type.readJson(object));
        }
        out.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }
}
