package io.katacontainers.monitor.operator.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import java.util.List;

/**
 * A JSON merge patch (RFC 7386) that turns any earlier status into the given one: what is absent now is set to null. It carries
 * the resourceVersion that it was computed for.
 */
final class StatusPatch {
    private static final List<String> STATUS_FIELDS =
            List.of("phase", "conditions", "agentURL", "flavor", "hypervisor", "vm", "containers", "containerCount");
    private static final List<String> VM_FIELDS = List.of("vcpus", "memory", "used", "available", "load");
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
        if (full.get("vm") instanceof ObjectNode vm) {
            VM_FIELDS.stream().filter(f -> !vm.has(f)).forEach(vm::putNull);
        }
        List<String> fields =
                switch (scope) {
                    case WHOLE -> STATUS_FIELDS;
                    case FIGURES -> List.of("vm");
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
}
