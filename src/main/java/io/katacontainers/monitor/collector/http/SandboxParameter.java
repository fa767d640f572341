package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import java.io.IOException;
import java.util.Optional;

/** The parameter {@code sandbox=ID}: nothing that it says reaches the file system before it is found among the known ids. */
final class SandboxParameter {
    private final SandboxSource sandboxes;

    SandboxParameter(SandboxSource sandboxes) {
        this.sandboxes = sandboxes;
    }

    /** The sandbox that the request names; where it names none, the request has been answered. */
    Optional<Sandbox> resolve(Exchange exchange) throws IOException {
        Optional<String> text = exchange.query().first("sandbox");
        if (text.isEmpty()) {
            exchange.refuse(400, "sandbox is missing: add ?sandbox=ID, with an id that /sandboxes lists");
            return Optional.empty();
        }
        return resolve(exchange, text.get());
    }

    /** As {@link #resolve(Exchange)}, for an id from elsewhere in the request. */
    Optional<Sandbox> resolve(Exchange exchange, String text) throws IOException {
        Optional<SandboxId> id = SandboxId.parse(text);
        if (id.isEmpty()) {
            exchange.refuse(400, "not a sandbox id: letters, digits, '_', '.' and '-', 128 at most");
            return Optional.empty();
        }
        Optional<Sandbox> sandbox = sandboxes.find(id.get());
        if (sandbox.isEmpty()) {
            exchange.refuse(404, "no such sandbox: /sandboxes lists all there are");
        }
        return sandbox;
    }
}
