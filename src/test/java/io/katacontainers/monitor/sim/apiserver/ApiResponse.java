package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A whole answer. */
final class ApiResponse {
    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Map<String, String> headers;
    private final boolean changed;

    private ApiResponse(int status, String contentType, byte[] body, Map<String, String> headers, boolean changed) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = headers;
        this.changed = changed;
    }

    static ApiResponse json(int status, JsonNode body) {
        return json(status, Json.bytes(body));
    }

    static ApiResponse json(int status, byte[] body) {
        return new ApiResponse(status, "application/json", body, Map.of(), false);
    }

    static ApiResponse text(int status, String body) {
        return new ApiResponse(
                status, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8), Map.of(), false);
    }

    static ApiResponse of(String contentType, byte[] body) {
        return new ApiResponse(200, contentType, body, Map.of(), false);
    }

    static ApiResponse error(ApiException error) {
        return json(error.code(), error.status());
    }

    ApiResponse withHeader(String name, String value) {
        return new ApiResponse(status, contentType, body, Map.of(name, value), changed);
    }

    /** Marks whether the request wrote to the store. */
    ApiResponse withChanged(boolean wrote) {
        return new ApiResponse(status, contentType, body, headers, wrote);
    }

    int status() {
        return status;
    }

    String contentType() {
        return contentType;
    }

    byte[] body() {
        return body;
    }

    Map<String, String> headers() {
        return headers;
    }

    boolean changed() {
        return changed;
    }
}
