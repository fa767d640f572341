package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.report.JsonWriter;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.shim.AgentUrls;
import io.katacontainers.monitor.collector.shim.ShimException;
import io.katacontainers.monitor.collector.shim.ShimFailure;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** {@code /agent-url?sandbox=ID}: where the agent in the guest listens. */
final class AgentUrlEndpoint implements Endpoint {
    private final SandboxParameter sandboxes;
    private final AgentUrls agentUrls;
    private final JsonWriter json;

    AgentUrlEndpoint(SandboxParameter sandboxes, AgentUrls agentUrls, JsonWriter json) {
        this.sandboxes = sandboxes;
        this.agentUrls = agentUrls;
        this.json = json;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        Optional<Sandbox> sandbox = sandboxes.resolve(exchange);
        if (sandbox.isEmpty()) {
            return;
        }
        try {
            String url = agentUrls.get(sandbox.get());
            if (exchange.accepts(Exchange.JSON)) {
                exchange.send(200, Exchange.JSON, json.write(Map.of("agentURL", url)));
            } else {
                exchange.text(200, url + "\n");
            }
        } catch (ShimException e) {
            exchange.refuse(
                    e.failure() == ShimFailure.TIMEOUT ? 504 : 502,
                    "the shim did not tell its agent's URL: " + e.failure().label());
        }
    }
}
