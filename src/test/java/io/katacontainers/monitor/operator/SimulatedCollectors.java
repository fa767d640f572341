package io.katacontainers.monitor.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.sim.apiserver.controller.PodInfo;
import io.katacontainers.monitor.sim.apiserver.controller.PodRunner;
import io.katacontainers.monitor.sim.apiserver.controller.RunningPod;
import io.katacontainers.monitor.sim.collector.ReportServer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs each collector pod as a server of its node's report, at a loopback address of its own. */
final class SimulatedCollectors implements PodRunner {
    /** Keeps test processes that run at the same time apart. */
    private static final long OCTET = 16 + ProcessHandle.current().pid() % 200;

    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Map<String, NodeReport> reports = new ConcurrentHashMap<>();
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private volatile int status = 200;

    private record Running(String node, String monitor, ReportServer server) {}

    @Override
    public RunningPod start(PodInfo pod) throws IOException {
        int n = STARTED.getAndIncrement();
        String ip = "127." + OCTET + "." + n / 250 + "." + (1 + n % 250);
        ReportServer server = new ReportServer(InetAddress.getByName(ip), metricsPort(pod.pod()));
        NodeReport report = reports.get(pod.nodeName());
        if (report != null) {
            server.serve(report);
        }
        server.answerWith(status);
        String monitor = pod.pod()
                .at("/metadata/labels/monitoring.katacontainers.io~1monitor")
                .asText();
        running.put(pod.uid(), new Running(pod.nodeName(), monitor, server));
        return new RunningPod() {
            @Override
            public String podIp() {
                return ip;
            }

            @Override
            public boolean ready() {
                return true;
            }

            @Override
            public void close() {
                running.remove(pod.uid());
                server.close();
            }
        };
    }

    private static int metricsPort(JsonNode pod) {
        for (JsonNode port : pod.at("/spec/containers/0/ports")) {
            if (port.path("name").asText().equals("metrics")) {
                return port.path("containerPort").asInt();
            }
        }
        throw new IllegalArgumentException("no container port is named metrics");
    }

    /** What collectors on the node report from now on. */
    void serve(String node, NodeReport report) {
        reports.put(node, report);
        running.values().stream().filter(r -> r.node().equals(node)).forEach(r -> r.server()
                .serve(report));
    }

    /** With which status all collectors answer from now on. */
    void answerWith(int newStatus) {
        status = newStatus;
        running.values().forEach(r -> r.server().answerWith(newStatus));
    }

    /** How often the collectors of a KataMonitor gave a report. */
    int answers(String monitor) {
        return running.values().stream()
                .filter(r -> r.monitor().equals(monitor))
                .mapToInt(r -> r.server().fullAnswers() + r.server().unchangedAnswers())
                .sum();
    }

    /** How the collectors of a KataMonitor were last asked. */
    String lastQuery(String monitor) {
        return running.values().stream()
                .filter(r -> r.monitor().equals(monitor))
                .map(r -> r.server().lastQuery())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }
}
