package io.katacontainers.monitor.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.katacontainers.monitor.e2e.OneNodeCluster.RunningPod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The one family of kube-state-metrics that rules about containers join with: which pod is on which node. */
final class KubePodInfo implements AutoCloseable {
    private static final String HEADER = "# TYPE kube_pod_info gauge\n";
    private static final String LINE = "kube_pod_info{namespace=\"%s\",pod=\"%s\",uid=\"%s\",node=\"%s\"} 1%n";

    private final HttpServer server;

    /** Serves it at once. */
    KubePodInfo(List<RunningPod> pods) throws IOException {
        byte[] page = pods.stream()
                .map(pod -> LINE.formatted(pod.namespace(), pod.name(), pod.uid(), OneNodeCluster.NODE))
                .collect(Collectors.joining("", HEADER, ""))
                .getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            }
        });
        server.start();
    }

    /** How Prometheus is told of it. */
    ObjectNode scrapeJob() {
        ObjectNode job = new ObjectMapper()
                .createObjectNode()
                .put("job_name", "kube-state-metrics")
                .put("scrape_interval", "2s")
                .put("scrape_timeout", "2s")
                .put("honor_labels", true);
        job.putArray("static_configs")
                .addObject()
                .putArray("targets")
                .add("127.0.0.1:" + server.getAddress().getPort());
        return job;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
