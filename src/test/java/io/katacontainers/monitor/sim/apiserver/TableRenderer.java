package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.katacontainers.monitor.sim.apiserver.store.FieldPath;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import io.katacontainers.monitor.sim.apiserver.store.PrinterColumn;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** Renders what {@code kubectl get} prints. */
final class TableRenderer {
    private final Clock clock;

    TableRenderer(Clock clock) {
        this.clock = clock;
    }

    /** @param metadata the list's metadata */
    ObjectNode table(ResourceType type, List<ObjectNode> objects, JsonNode metadata, String includeObject) {
        ObjectNode table = Json.object();
        table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1").set("metadata", metadata);
        ArrayNode definitions = table.putArray("columnDefinitions");
        define(definitions, "Name", "string", "name", "Name of the object", 0);
        for (PrinterColumn column : type.columns()) {
            String shown = column.type().equals("date") && !type.custom() ? "string" : column.type();
            define(definitions, column.name(), shown, "", column.description(), column.priority());
        }
        ArrayNode rows = table.putArray("rows");
        objects.forEach(object -> rows.add(row(type, object, includeObject)));
        return table;
    }

    private static void define(
            ArrayNode definitions, String name, String type, String format, String description, int priority) {
        definitions
                .addObject()
                .put("name", name)
                .put("type", type)
                .put("format", format)
                .put("description", description)
                .put("priority", priority);
    }

    private ObjectNode row(ResourceType type, ObjectNode object, String includeObject) {
        ObjectNode row = Json.object();
        ArrayNode cells = row.putArray("cells");
        cells.add(object.path("metadata").path("name"));
        type.columns().forEach(column -> cells.add(cell(object, column)));
        switch (includeObject) {
            case "None" -> {
                // cells only
            }
            case "Object" -> row.set("object", object);
            default -> {
                ObjectNode partial = row.putObject("object");
                partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
                partial.set("metadata", object.path("metadata"));
            }
        }
        return row;
    }

    private JsonNode cell(ObjectNode object, PrinterColumn column) {
        String path = column.jsonPath();
        if (!path.startsWith(".")) {
            JsonNode value = ComputedCells.of(object, path);
            return column.type().equals("date") ? age(value) : value;
        }
        JsonNode value = FieldPath.read(object, path);
        if (column.type().equals("date")) {
            return age(value);
        }
        if (value.isMissingNode()) {
            return NullNode.getInstance();
        }
        if (value.isContainerNode() || column.type().equals("string")) {
            return TextNode.valueOf(value.isTextual() ? value.asText() : value.toString());
        }
        return value;
    }

    private JsonNode age(JsonNode timestamp) {
        if (timestamp.asText().isEmpty()) {
            return TextNode.valueOf("<unknown>");
        }
        try {
            return TextNode.valueOf(
                    humanDuration(Duration.between(Instant.parse(timestamp.asText()), clock.instant())));
        } catch (DateTimeParseException e) {
            return TextNode.valueOf("<invalid>");
        }
    }

    /** As kubectl shortens durations. */
    static String humanDuration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return minutes + "m" + (seconds % 60 == 0 ? "" : seconds % 60 + "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return hours + "h" + (minutes % 60 == 0 ? "" : minutes % 60 + "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        long days = hours / 24;
        return days < 8 && hours % 24 != 0 ? days + "d" + hours % 24 + "h" : days + "d";
    }
}
