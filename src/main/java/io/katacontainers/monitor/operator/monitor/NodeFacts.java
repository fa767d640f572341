package io.katacontainers.monitor.operator.monitor;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of a Node that decides about collectors: which KataMonitors select it, and where its runtime's socket is. A Node
 * object changes every few seconds, these facts hardly ever.
 *
 * @param containerRuntimeVersion such as {@code containerd://2.1.4}; empty if unknown
 * @param kubeletVersion such as {@code v1.34.1+k3s1}; empty if unknown
 * @param taints those that keep a DaemonSet's pods away unless tolerated
 */
record NodeFacts(
        String name,
        Map<String, String> labels,
        List<Taint> taints,
        String containerRuntimeVersion,
        String kubeletVersion) {

    /**
     * The DaemonSet controller tolerates these for every pod it makes
     * (kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations).
     */
    private static final Set<String> TOLERATED_BY_DAEMON_SETS = Set.of(
            "node.kubernetes.io/not-ready",
            "node.kubernetes.io/unreachable",
            "node.kubernetes.io/disk-pressure",
            "node.kubernetes.io/memory-pressure",
            "node.kubernetes.io/pid-pressure",
            "node.kubernetes.io/unschedulable");

    static NodeFacts of(Node node) {
        List<Taint> taints = node.getSpec() == null ? List.of() : node.getSpec().getTaints();
        NodeSystemInfo info = node.getStatus() == null ? null : node.getStatus().getNodeInfo();
        return new NodeFacts(
                node.getMetadata().getName(),
                Map.copyOf(requireNonNullElse(node.getMetadata().getLabels(), Map.of())),
                taints.stream()
                        .filter(t -> !"PreferNoSchedule".equals(t.getEffect()))
                        .filter(t -> !TOLERATED_BY_DAEMON_SETS.contains(t.getKey()))
                        .sorted(Comparator.comparing(Taint::getKey).thenComparing(Taint::getEffect))
                        .toList(),
                info == null ? "" : requireNonNullElse(info.getContainerRuntimeVersion(), ""),
                info == null ? "" : requireNonNullElse(info.getKubeletVersion(), ""));
    }

    /** A Node that holds these facts only; thousands of whole ones would fill the heap. */
    static Node trim(Node node) {
        NodeFacts facts = of(node);
        return new NodeBuilder()
                .withNewMetadata()
                .withName(facts.name)
                .withUid(node.getMetadata().getUid())
                .withLabels(facts.labels)
                .endMetadata()
                .withSpec(new NodeSpec())
                .editSpec()
                .withTaints(facts.taints)
                .endSpec()
                .withNewStatus()
                .withNewNodeInfo()
                .withContainerRuntimeVersion(facts.containerRuntimeVersion)
                .withKubeletVersion(facts.kubeletVersion)
                .endNodeInfo()
                .endStatus()
                .build();
    }
}
