package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import io.katacontainers.monitor.sim.apiserver.patch.MergePatch;
import io.katacontainers.monitor.sim.apiserver.patch.StrategicMergePatch;
import io.katacontainers.monitor.sim.apiserver.patch.Structures;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;

/** Reads patches other than server-side apply. */
final class Patches {
    private static final String UNSUPPORTED = "UnsupportedMediaType";

    ResourceWriter.Change parse(ResourceType type, String contentType, ApiRequest request) throws ApiException {
        return switch (contentType) {
            case "application/json-patch+json" -> jsonPatch(RequestBody.any(request));
            case "application/merge-patch+json" -> mergePatch(RequestBody.object(request));
            case "application/strategic-merge-patch+json" -> strategic(type, RequestBody.object(request));
            default ->
                throw ApiException.of(
                        415,
                        UNSUPPORTED,
                        "the body of the request was in an unknown format - accepted media types include:"
                                + " application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
        };
    }

    private static ResourceWriter.Change jsonPatch(JsonNode patch) {
        return copy -> {
            try {
                return asObject(JsonPatch.apply(patch, copy));
            } catch (JsonPatchException e) {
                throw ApiException.of(
                        422,
                        "Invalid",
                        "the server rejected our request due to an error in our request: " + e.getMessage());
            }
        };
    }

    private static ResourceWriter.Change mergePatch(ObjectNode patch) {
        return copy -> asObject(MergePatch.apply(copy, patch));
    }

    private static ResourceWriter.Change strategic(ResourceType type, ObjectNode patch) throws ApiException {
        if (type.custom()) {
            throw ApiException.of(
                    415,
                    UNSUPPORTED,
                    "the body of the request was in an unknown format - accepted media types include:"
                            + " application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
        }
        return copy -> StrategicMergePatch.apply(copy, patch, Structures.of(type));
    }

    private static ObjectNode asObject(JsonNode patched) throws ApiException {
        if (patched instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.badRequest("the patch leaves no object");
    }
}
