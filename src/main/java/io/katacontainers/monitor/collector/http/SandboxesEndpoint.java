package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.report.JsonWriter;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import java.io.IOException;
import java.util.List;

/** {@code /sandboxes}: ids a line each, as upstream's kata-monitor lists them; HTML or JSON when asked. */
final class SandboxesEndpoint implements Endpoint {
    private final SandboxSource sandboxes;
    private final JsonWriter json;

    SandboxesEndpoint(SandboxSource sandboxes, JsonWriter json) {
        this.sandboxes = sandboxes;
        this.json = json;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        List<String> ids = sandboxes.sandboxes().stream()
                .map(sandbox -> sandbox.id().value())
                .toList();
        if (exchange.accepts("text/html")) {
            exchange.send(200, Exchange.HTML, html(ids));
        } else if (exchange.accepts(Exchange.JSON)) {
            exchange.send(200, Exchange.JSON, json.write(ids));
        } else {
            StringBuilder lines = new StringBuilder();
            ids.forEach(id -> lines.append(id).append('\n'));
            exchange.text(200, lines.toString());
        }
    }

    /** Byte for byte the page of upstream's kata-monitor, which scripts read. */
    private static String html(List<String> ids) {
        StringBuilder page = new StringBuilder("<h1>Sandbox list</h1>\n<ul>\n");
        for (String id : ids) {
            String safe = Html.escape(id);
            page.append("<li>").append(safe).append(": ");
            page.append("<a href='/debug/pprof/?sandbox=").append(safe).append("'>pprof</a>, ");
            page.append("<a href='/metrics?sandbox=").append(safe).append("'>metrics</a>, ");
            page.append("<a href='/agent-url?sandbox=").append(safe).append("'>agent-url</a></li>\n");
        }
        return page.append("</ul>\n").toString();
    }
}
