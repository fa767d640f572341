package io.katacontainers.monitor.operator.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import java.util.List;

/**
 * A JSON merge patch (RFC 7386) that turns any earlier status into the given one: what is absent now is set to null. It carries
 * the resourceVersion that it was computed for.
 */
final class StatusPatch {
    private static final List<String> STATUS_FIELDS = List.of(
            "phase",
            "conditions",
            "agentURL",
            "flavor",
            "hypervisor",
            "vm",
            "usage",
            "overhead",
            "containers",
            "containerCount");

    /** Those of them that hold figures. Lists are replaced as a whole. */
    private static final List<String> FIGURES = List.of("vm", "usage", "overhead", "containers");

    private static final List<String> AMOUNTS = List.of("cpu", "memory");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Which part of the status a patch sets. */
    enum Scope {
        WHOLE,
        FIGURES,
        /** Phase and conditions; all else stays as last seen. */
        SILENCE
    }

    private StatusPatch() {}

    static String of(KataSandboxMetricsStatus status, Scope scope, String resourceVersion) {
        ObjectNode full = JSON.valueToTree(status);
        nullAbsent(full.path("vm"), List.of("vcpus", "memory", "used", "available", "load"));
        nullAbsent(full.path("usage"), AMOUNTS);
        nullAbsent(full.path("overhead"), List.of("measured", "declared"));
        nullAbsent(full.at("/overhead/measured"), AMOUNTS);
        nullAbsent(full.at("/overhead/declared"), AMOUNTS);
        List<String> fields =
                switch (scope) {
                    case WHOLE -> STATUS_FIELDS;
                    case FIGURES -> FIGURES;
                    case SILENCE -> List.of("phase", "conditions");
                };
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("metadata").put("resourceVersion", resourceVersion);
        ObjectNode part = patch.putObject("status");
        for (String field : fields) {
            part.set(field, full.has(field) ? full.get(field) : part.nullNode());
        }
        return patch.toString();
    }

    private static void nullAbsent(JsonNode part, List<String> fields) {
        if (part instanceof ObjectNode object) {
            fields.stream().filter(f -> !object.has(f)).forEach(object::putNull);
        }
    }
}
