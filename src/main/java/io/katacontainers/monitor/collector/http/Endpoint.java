package io.katacontainers.monitor.collector.http;

import java.io.IOException;

/** Answers the requests for one path. */
@FunctionalInterface
interface Endpoint {
    /**
     * Answers one request.
     *
     * @throws IOException where the client went away
     */
    void handle(Exchange exchange) throws IOException;
}
