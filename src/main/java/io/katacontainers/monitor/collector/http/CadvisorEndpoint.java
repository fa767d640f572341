package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.exposition.FamilyFilter;
import java.io.IOException;
import java.io.OutputStream;

/** {@code /metrics/cadvisor}: containers in guests under the names of cAdvisor. */
final class CadvisorEndpoint implements Endpoint {
    static final String PATH = "/metrics/cadvisor";

    private final CadvisorPage page;

    CadvisorEndpoint(CadvisorPage page) {
        this.page = page;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        if (page.mode() == CadvisorMode.OFF) {
            exchange.refuse(404, PATH + " is switched off: --cadvisor=auto serves it");
            return;
        }
        FamilyFilter filter =
                FamilyFilter.parse(exchange.query().first("filter_family").orElse(null));
        try (OutputStream out = exchange.startCompressible(MetricsEndpoint.CONTENT_TYPE)) {
            page.write(filter, out);
        }
    }
}
