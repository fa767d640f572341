package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.katacontainers.monitor.sim.apiserver.store.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The cells of built-in kinds that no path leads to. */
final class ComputedCells {
    private static final String ROLE = "node-role.kubernetes.io/";

    private ComputedCells() {}

    /** @param what {@code kind:cell}, or a function of a path such as {@code count:.data} */
    static JsonNode of(ObjectNode object, String what) {
        if (what.startsWith("count:")) {
            return IntNode.valueOf(FieldPath.read(object, what.substring(6)).size());
        }
        if (what.startsWith("zero:")) {
            return IntNode.valueOf(FieldPath.read(object, what.substring(5)).asInt());
        }
        if (what.startsWith("labels:")) {
            return TextNode.valueOf(labels(FieldPath.read(object, what.substring(7))));
        }
        return switch (what) {
            case "pod:ready" -> TextNode.valueOf(podReady(object));
            case "pod:status" ->
                TextNode.valueOf(
                        object.path("metadata").has("deletionTimestamp")
                                ? "Terminating"
                                : object.at("/status/phase").asText());
            case "pod:restarts" -> IntNode.valueOf(restarts(object));
            case "node:status" -> TextNode.valueOf(nodeStatus(object));
            case "node:roles" -> TextNode.valueOf(nodeRoles(object));
            case "node:internalIp" -> TextNode.valueOf(internalIp(object));
            case "deployment:ready" ->
                TextNode.valueOf(object.at("/status/readyReplicas").asInt() + "/"
                        + object.at("/spec/replicas").asInt(1));
            case "rbac:role" ->
                TextNode.valueOf(object.at("/roleRef/kind").asText() + "/"
                        + object.at("/roleRef/name").asText());
            case "event:object" -> TextNode.valueOf(eventObject(object));
            case "event:message" ->
                TextNode.valueOf(object.path("message")
                        .asText(object.path("note").asText())
                        .strip());
            case "event:lastSeen" -> lastSeen(object);
            default -> throw new IllegalArgumentException("No such cell: " + what);
        };
    }

    private static String labels(JsonNode labels) {
        List<String> shown = new ArrayList<>();
        labels.properties()
                .forEach(label ->
                        shown.add(label.getKey() + "=" + label.getValue().asText()));
        return shown.isEmpty() ? "<none>" : String.join(",", shown);
    }

    private static String podReady(JsonNode pod) {
        int ready = 0;
        for (JsonNode container : pod.at("/status/containerStatuses")) {
            ready += container.path("ready").asBoolean() ? 1 : 0;
        }
        return ready + "/" + pod.at("/spec/containers").size();
    }

    private static int restarts(JsonNode pod) {
        int restarts = 0;
        for (JsonNode container : pod.at("/status/containerStatuses")) {
            restarts += container.path("restartCount").asInt();
        }
        return restarts;
    }

    private static String nodeStatus(JsonNode node) {
        String status = "Unknown";
        for (JsonNode condition : node.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                status = condition.path("status").asText().equals("True") ? "Ready" : "NotReady";
            }
        }
        return node.at("/spec/unschedulable").asBoolean() ? status + ",SchedulingDisabled" : status;
    }

    private static String nodeRoles(JsonNode node) {
        List<String> roles = new ArrayList<>();
        node.at("/metadata/labels").fieldNames().forEachRemaining(label -> {
            if (label.startsWith(ROLE)) {
                roles.add(label.substring(ROLE.length()));
            }
        });
        return roles.isEmpty() ? "<none>" : String.join(",", roles);
    }

    private static String internalIp(JsonNode node) {
        for (JsonNode address : node.at("/status/addresses")) {
            if (address.path("type").asText().equals("InternalIP")) {
                return address.path("address").asText();
            }
        }
        return "<none>";
    }

    private static String eventObject(JsonNode event) {
        JsonNode about = event.has("involvedObject") ? event.path("involvedObject") : event.path("regarding");
        return about.path("kind").asText().toLowerCase(Locale.ROOT) + "/"
                + about.path("name").asText();
    }

    private static JsonNode lastSeen(JsonNode event) {
        for (String path :
                List.of("/series/lastObservedTime", "/lastTimestamp", "/deprecatedLastTimestamp", "/eventTime")) {
            if (!event.at(path).asText().isEmpty() && !event.at(path).isNull()) {
                return event.at(path);
            }
        }
        return event.at("/metadata/creationTimestamp");
    }
}
