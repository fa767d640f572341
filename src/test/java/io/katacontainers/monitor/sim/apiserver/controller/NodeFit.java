package io.katacontainers.monitor.sim.apiserver.controller;

import com.fasterxml.jackson.databind.JsonNode;
import io.katacontainers.monitor.sim.apiserver.store.LabelSelector;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import java.util.Map;

/** Whether a DaemonSet's pod belongs on a node: node selector, required node affinity, taints. */
final class NodeFit {
    private NodeFit() {}

    static boolean fits(JsonNode podSpec, StoredObject node) {
        return selects(podSpec.path("nodeSelector"), node.labels())
                && affine(podSpec.at("/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution"), node)
                && tolerates(podSpec.path("tolerations"), node.object().at("/spec/taints"));
    }

    private static boolean selects(JsonNode nodeSelector, Map<String, String> labels) {
        for (Map.Entry<String, JsonNode> wanted : nodeSelector.properties()) {
            if (!wanted.getValue().asText().equals(labels.get(wanted.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean affine(JsonNode required, StoredObject node) {
        JsonNode terms = required.path("nodeSelectorTerms");
        if (terms.isEmpty()) {
            return true;
        }
        for (JsonNode term : terms) {
            if (all(term.path("matchExpressions"), node.labels())
                    && all(
                            term.path("matchFields"),
                            Map.of("metadata.name", node.key().name()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean all(JsonNode expressions, Map<String, String> values) {
        for (JsonNode expression : expressions) {
            if (!LabelSelector.expression(expression).test(values)) {
                return false;
            }
        }
        return true;
    }

    private static boolean tolerates(JsonNode tolerations, JsonNode taints) {
        for (JsonNode taint : taints) {
            String key = taint.path("key").asText();
            // DaemonSet pods tolerate the conditions of nodes by themselves.
            boolean builtIn = key.startsWith("node.kubernetes.io/");
            boolean hard = !taint.path("effect").asText().equals("PreferNoSchedule");
            if (hard && !builtIn && !tolerated(tolerations, taint)) {
                return false;
            }
        }
        return true;
    }

    private static boolean tolerated(JsonNode tolerations, JsonNode taint) {
        for (JsonNode toleration : tolerations) {
            String effect = toleration.path("effect").asText();
            String key = toleration.path("key").asText();
            boolean exists = toleration.path("operator").asText().equals("Exists");
            boolean sameEffect =
                    effect.isEmpty() || effect.equals(taint.path("effect").asText());
            boolean sameKey =
                    key.isEmpty() ? exists : key.equals(taint.path("key").asText());
            boolean sameValue = exists
                    || toleration
                            .path("value")
                            .asText()
                            .equals(taint.path("value").asText());
            if (sameEffect && sameKey && sameValue) {
                return true;
            }
        }
        return false;
    }
}
