package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.report.ReportDemand;
import io.katacontainers.monitor.collector.report.ReportFeed;
import java.io.IOException;
import java.time.Duration;

/** {@code /}: for a person the sandboxes of the node at a glance, for curl the list of endpoints. Needs nothing from elsewhere. */
final class IndexEndpoint implements Endpoint {
    private final EndpointIndex index;
    private final ReportFeed feed;
    private final ReportDemand demand;

    IndexEndpoint(EndpointIndex index, ReportFeed feed, ReportDemand demand) {
        this.index = index;
        this.feed = feed;
        this.demand = demand;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        if (exchange.accepts("text/html")) {
            // The page shows what is known and loads itself again; what is missing or old is fetched meanwhile.
            demand.asked(Duration.ZERO);
            feed.changed();
            // No script, no image, nothing from elsewhere: a name that a guest chose cannot become more than text.
            exchange.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
            exchange.setHeader("Cache-Control", "no-cache");
            exchange.send(200, Exchange.HTML, new NodePage(feed.current().report(), index).html());
        } else {
            exchange.text(200, index.text());
        }
    }
}
