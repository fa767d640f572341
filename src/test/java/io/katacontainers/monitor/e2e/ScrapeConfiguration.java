package io.katacontainers.monitor.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** What the Prometheus operator makes of a PodMonitor, for pods that are known already. */
final class ScrapeConfiguration {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> NAMES = Map.of(
            "action", "action",
            "sourceLabels", "source_labels",
            "separator", "separator",
            "targetLabel", "target_label",
            "regex", "regex",
            "modulus", "modulus",
            "replacement", "replacement");
    private static final Set<String> KNOWN_SETTINGS = Set.of(
            "honorLabels",
            "honorTimestamps",
            "interval",
            "metricRelabelings",
            "params",
            "path",
            "port",
            "relabelings",
            "scheme",
            "scrapeTimeout",
            "trackTimestampsStaleness");

    private ScrapeConfiguration() {}

    /** @param pods the list that its selector finds */
    static ObjectNode of(JsonNode podMonitor, JsonNode pods) throws IOException {
        ObjectNode configuration = JSON.createObjectNode();
        ArrayNode jobs = configuration.putArray("scrape_configs");
        String name = podMonitor.at("/metadata/namespace").asText() + "/"
                + podMonitor.at("/metadata/name").asText();
        for (JsonNode endpoint : podMonitor.at("/spec/podMetricsEndpoints")) {
            endpoint.fieldNames().forEachRemaining(setting -> {
                if (!KNOWN_SETTINGS.contains(setting)) {
                    throw new IllegalArgumentException("a setting that is not translated: " + setting);
                }
            });
            ObjectNode job = jobs.addObject()
                    .put("job_name", "podMonitor/" + name + "/" + jobs.size())
                    .put("scrape_interval", endpoint.path("interval").asText())
                    .put("scrape_timeout", endpoint.path("scrapeTimeout").asText())
                    .put("metrics_path", endpoint.path("path").asText())
                    .put("scheme", endpoint.path("scheme").asText())
                    .put("honor_labels", endpoint.path("honorLabels").asBoolean(false))
                    .put("honor_timestamps", endpoint.path("honorTimestamps").asBoolean(true));
            if (endpoint.has("trackTimestampsStaleness") && Prometheus.isAtLeast(2, 48)) {
                job.set("track_timestamps_staleness", endpoint.get("trackTimestampsStaleness"));
            }
            if (endpoint.has("params")) {
                job.set("params", endpoint.get("params"));
            }
            job.set("relabel_configs", relabelings(endpoint.path("relabelings")));
            job.set("metric_relabel_configs", relabelings(endpoint.path("metricRelabelings")));
            ArrayNode targets = job.putArray("static_configs");
            String jobLabel = podMonitor.at("/spec/jobLabel").asText();
            pods.path("items")
                    .forEach(pod -> addTarget(
                            targets.addObject(), pod, endpoint.path("port").asText(), jobLabel));
        }
        return configuration;
    }

    private static ArrayNode relabelings(JsonNode given) {
        ArrayNode translated = JSON.createArrayNode();
        for (JsonNode relabeling : given) {
            ObjectNode rule = translated.addObject();
            relabeling.properties().forEach(field -> rule.set(NAMES.get(field.getKey()), field.getValue()));
        }
        return translated;
    }

    private static void addTarget(ObjectNode target, JsonNode pod, String portName, String jobLabel) {
        JsonNode container = pod.at("/spec/containers/0");
        for (JsonNode port : container.path("ports")) {
            if (port.path("name").asText().equals(portName)) {
                target.putArray("targets")
                        .add(pod.at("/status/podIP").asText() + ":"
                                + port.path("containerPort").asInt());
            }
        }
        target.putObject("labels")
                .put("__meta_kubernetes_pod_node_name", pod.at("/spec/nodeName").asText())
                .put("job", pod.at("/metadata/labels").path(jobLabel).asText())
                .put("namespace", pod.at("/metadata/namespace").asText())
                .put("pod", pod.at("/metadata/name").asText())
                .put("container", container.path("name").asText())
                .put("endpoint", portName);
    }
}
