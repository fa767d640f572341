package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How something is deleted.
 *
 * @param uid the UID it must have; empty for any
 * @param resourceVersion the version it must have; empty for any
 * @param propagation Background, Foreground or Orphan
 */
record DeleteOptions(String uid, String resourceVersion, String propagation, boolean dryRun) {
    static DeleteOptions of(ApiRequest request, JsonNode body) {
        String propagation = request.parameter("propagationPolicy");
        if (propagation.isEmpty()) {
            propagation = body.path("propagationPolicy").asText();
        }
        if (propagation.isEmpty()) {
            propagation = body.path("orphanDependents").asBoolean() ? "Orphan" : "Background";
        }
        return new DeleteOptions(
                body.path("preconditions").path("uid").asText(),
                body.path("preconditions").path("resourceVersion").asText(),
                propagation,
                !request.parameter("dryRun").isEmpty() || !body.path("dryRun").isEmpty());
    }
}
