package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import io.katacontainers.monitor.sim.apiserver.store.Selection;
import io.katacontainers.monitor.sim.apiserver.store.StoreEvent;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Writes store events as one watch sees them: through its selection, its version and its format. */
final class WatchRenderer {
    private final ResourceType type;
    private final Selection selection;
    private final TableRenderer tables;
    private final boolean asTable;
    private final String includeObject;

    WatchRenderer(ResourceType type, Selection selection, TableRenderer tables, ApiRequest request) {
        this.type = type;
        this.selection = selection;
        this.tables = tables;
        this.asTable = request.accepts("as=Table");
        this.includeObject = request.parameter("includeObject");
    }

    /** The event for the client; empty if it does not concern it. */
    Optional<byte[]> render(StoreEvent event) {
        StoredObject previous = event.previous();
        boolean before = previous != null && selection.matches(previous);
        boolean after = !event.deleted() && selection.matches(event.object());
        if (!before && !after) {
            return Optional.empty();
        }
        if (after) {
            return Optional.of(frame(before ? "MODIFIED" : "ADDED", event.object()));
        }
        if (event.deleted() || previous == null) {
            return Optional.of(frame("DELETED", event.object()));
        }
        // It left the selection: for this client it is gone, in the last state that it could see.
        ObjectNode last = type.read(previous);
        Json.objectAt(last, "metadata").put("resourceVersion", Long.toString(event.resourceVersion()));
        return Optional.of(frame("DELETED", asTable ? table(last) : Json.bytes(last)));
    }

    private byte[] frame(String eventType, StoredObject object) {
        return frame(eventType, asTable ? table(type.read(object)) : type.readJson(object));
    }

    private byte[] table(ObjectNode object) {
        return Json.bytes(tables.table(
                type,
                List.of(object),
                Json.object()
                        .put(
                                "resourceVersion",
                                object.at("/metadata/resourceVersion").asText()),
                includeObject));
    }

    byte[] bookmark(long resourceVersion, boolean initialEventsEnd) {
        ObjectNode object = Json.object().put("kind", type.kind()).put("apiVersion", type.apiVersion());
        ObjectNode metadata = object.putObject("metadata").put("resourceVersion", Long.toString(resourceVersion));
        if (initialEventsEnd) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return frame("BOOKMARK", asTable ? Json.bytes(emptyTable(resourceVersion)) : Json.bytes(object));
    }

    private ObjectNode emptyTable(long resourceVersion) {
        return tables.table(
                type, List.of(), Json.object().put("resourceVersion", Long.toString(resourceVersion)), includeObject);
    }

    static byte[] error(JsonNode status) {
        return frame("ERROR", Json.bytes(status));
    }

    private static byte[] frame(String eventType, byte[] object) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(object.length + 40);
        out.writeBytes(("{\"type\":\"" + eventType + "\",\"object\":").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(object);
        out.writeBytes("}\n".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }
}
