package io.katacontainers.monitor.sim.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;

/** Asks collectors for their metrics in Prometheus' place, so that what only shows in a scrape shows in the demo. */
final class Scrapes {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newHttpClient();

    /** Begins a scrape of each and does not wait for it. */
    void begin(Collection<String> addresses) {
        for (String address : addresses) {
            HttpRequest scrape = HttpRequest.newBuilder(URI.create("http://" + address + ":8090/metrics"))
                    .header("X-Prometheus-Scrape-Timeout-Seconds", Long.toString(TIMEOUT.toSeconds()))
                    .timeout(TIMEOUT)
                    .build();
            var unused = http.sendAsync(scrape, BodyHandlers.discarding());
        }
    }
}
