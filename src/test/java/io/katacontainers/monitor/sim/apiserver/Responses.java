package io.katacontainers.monitor.sim.apiserver;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** Writes whole answers. */
final class Responses {
    private Responses() {}

    static void write(HttpServerResponse out, ApiResponse response) {
        if (out.closed() || out.ended()) {
            return;
        }
        out.setStatusCode(response.status()).putHeader("Content-Type", response.contentType());
        response.headers().forEach(out::putHeader);
        out.end(Buffer.buffer(response.body()));
    }
}
