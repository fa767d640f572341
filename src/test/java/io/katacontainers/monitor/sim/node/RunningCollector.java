package io.katacontainers.monitor.sim.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.katacontainers.monitor.sim.apiserver.controller.RunningPod;
import io.katacontainers.monitor.sim.process.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A collector's process, probed as its pod's template says. */
final class RunningCollector implements RunningPod {
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(1);

    private final ChildProcess process;
    private final String ip;
    private final HttpRequest probe;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PROBE_LIMIT).build();

    RunningCollector(ChildProcess process, String ip, JsonNode container) {
        this.process = process;
        this.ip = ip;
        JsonNode readiness = container.at("/readinessProbe/httpGet");
        this.probe = HttpRequest.newBuilder(URI.create("http://" + ip + ":"
                        + port(container, readiness.path("port"))
                        + readiness.path("path").asText()))
                .timeout(PROBE_LIMIT)
                .build();
    }

    private static int port(JsonNode container, JsonNode reference) {
        for (JsonNode port : container.path("ports")) {
            if (port.path("name").asText().equals(reference.asText())) {
                return port.path("containerPort").asInt();
            }
        }
        return reference.asInt();
    }

    @Override
    public String podIp() {
        return ip;
    }

    @Override
    public boolean ready() {
        try {
            return process.alive()
                    && http.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
