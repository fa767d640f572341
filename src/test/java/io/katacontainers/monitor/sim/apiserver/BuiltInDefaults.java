package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The few defaults of built-in kinds without which clients would stumble. */
final class BuiltInDefaults {
    private BuiltInDefaults() {}

    static void onCreate(ResourceType type, ObjectNode object) {
        if (type.custom()) {
            return;
        }
        switch (type.kind()) {
            case "Namespace" -> {
                Json.objectAt(object, "spec").putArray("finalizers").add("kubernetes");
                Json.objectAt(object, "status").put("phase", "Active");
                Json.objectAt(Json.objectAt(object, "metadata"), "labels")
                        .put(
                                "kubernetes.io/metadata.name",
                                object.path("metadata").path("name").asText());
            }
            case "Pod" ->
                Json.objectAt(object, "status").put("phase", "Pending").put("qosClass", "BestEffort");
            case "Secret" -> {
                if (!object.has("type")) {
                    object.put("type", "Opaque");
                }
            }
            case "Service" -> {
                ObjectNode spec = Json.objectAt(object, "spec");
                if (!spec.has("type")) {
                    spec.put("type", "ClusterIP");
                }
            }
            default -> {
                // nothing that clients would miss
            }
        }
        onAny(type, object);
    }

    static void onUpdate(ResourceType type, ObjectNode old, ObjectNode object) {
        if (type.custom()) {
            return;
        }
        if (type.kind().equals("Namespace") && old.has("spec")) {
            object.set("spec", old.get("spec"));
        }
        onAny(type, object);
    }

    private static void onAny(ResourceType type, ObjectNode object) {
        switch (type.kind()) {
            case "Secret" -> encode(object);
            case "DaemonSet" -> {
                ObjectNode spec = Json.objectAt(object, "spec");
                if (spec.path("updateStrategy").path("type").isMissingNode()) {
                    ObjectNode strategy = Json.objectAt(spec, "updateStrategy");
                    strategy.put("type", "RollingUpdate");
                    Json.objectAt(strategy, "rollingUpdate").put("maxUnavailable", 1);
                }
                if (!spec.has("revisionHistoryLimit")) {
                    spec.put("revisionHistoryLimit", 10);
                }
            }
            default -> {
                // nothing that clients would miss
            }
        }
    }

    private static void encode(ObjectNode secret) {
        JsonNode plain = secret.remove("stringData");
        if (plain != null) {
            plain.properties().forEach(entry -> Json.objectAt(secret, "data")
                    .put(
                            entry.getKey(),
                            Base64.getEncoder()
                                    .encodeToString(entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
        }
    }
}
