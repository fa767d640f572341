package io.katacontainers.monitor.collector.http;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /healthz} and {@code /readyz}: {@code ok}, or why not. */
final class HealthEndpoint implements Endpoint {
    private final Supplier<Optional<String>> problem;

    /** @param problem one line; empty where there is none */
    HealthEndpoint(Supplier<Optional<String>> problem) {
        this.problem = problem;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        Optional<String> line = problem.get();
        if (line.isPresent()) {
            exchange.refuse(503, line.get());
        } else {
            exchange.text(200, "ok\n");
        }
    }
}
