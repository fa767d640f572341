package io.katacontainers.monitor.sim.training;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** What Prometheus and people ask of a collector. */
final class CollectorExercise {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SCRAPES = 2;

    /** Longer than the collector shares an answer. */
    private static final long PAUSE_MILLIS = 1100;

    private static final int NOT_FOUND = 404;

    private final String url;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param url without a path */
    CollectorExercise(String url) {
        this.url = url;
    }

    void awaitStart() {
        await().ignoreExceptions()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> get("/readyz", false).statusCode() == 200);
    }

    /** Scrapes until names and containers are known, and then some more. */
    void scrape(String container) throws IOException, InterruptedException {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(PAUSE_MILLIS)).until(() -> text("/metrics/cadvisor")
                .contains("container=\"" + container + "\""));
        for (int i = 0; i < SCRAPES; i++) {
            text("/metrics");
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            get("/metrics", false);
            text("/metrics/cadvisor");
        }
    }

    /** All other endpoints, and what they refuse. */
    void look(String sandbox) throws IOException, InterruptedException {
        for (String path : List.of(
                "/",
                "/healthz",
                "/validate",
                "/sandboxes",
                "/metrics?sandbox=" + sandbox,
                "/metrics?filter_family=kata_hypervisor,kata_monitor",
                "/agent-url?sandbox=" + sandbox,
                "/api/v1/sandboxes",
                "/api/v1/sandboxes/" + sandbox)) {
            text(path);
        }
        if (get("/nothing", false).statusCode() != NOT_FOUND) {
            throw new IOException("an unknown path is answered");
        }
    }

    private HttpResponse<byte[]> get(String path, boolean gzip) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(PATIENCE)
                .header("Accept", path.equals("/") ? "text/html" : "*/*");
        if (gzip) {
            request.header("Accept-Encoding", "gzip").header("X-Prometheus-Scrape-Timeout-Seconds", "10");
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** The answer to a request as Prometheus makes it. */
    private String text(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = get(path, true);
        if (response.statusCode() != 200) {
            throw new IOException(path + " is answered by " + response.statusCode());
        }
        byte[] body = response.body();
        if (response.headers().firstValue("Content-Encoding").isPresent()) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        return new String(body, StandardCharsets.UTF_8);
    }
}
