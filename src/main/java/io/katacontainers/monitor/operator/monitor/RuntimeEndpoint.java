package io.katacontainers.monitor.operator.monitor;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The container runtime's socket on the nodes of one KataMonitor.
 *
 * @param path of the socket that collectors use
 * @param others sockets of nodes whose runtime is another one; their collectors cannot tell names of pods
 */
record RuntimeEndpoint(String path, SortedSet<String> others) {
    static final String CONTAINERD = "/run/containerd/containerd.sock";
    static final String K3S = "/run/k3s/containerd/containerd.sock";
    static final String K0S = "/run/k0s/containerd.sock";
    static final String MICROK8S = "/var/snap/microk8s/common/run/containerd.sock";
    static final String CRIO = "/run/crio/crio.sock";

    static RuntimeEndpoint fixed(String path) {
        return new RuntimeEndpoint(path, new TreeSet<>());
    }

    /** Where most nodes have it; containerd's default where no node tells. */
    static RuntimeEndpoint of(Collection<NodeFacts> nodes) {
        Map<String, Integer> counts = new TreeMap<>();
        nodes.forEach(node -> socketOf(node).ifPresent(path -> counts.merge(path, 1, Integer::sum)));
        String most = counts.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .map(Map.Entry::getKey)
                .orElse(CONTAINERD);
        SortedSet<String> others = new TreeSet<>(counts.keySet());
        others.remove(most);
        return new RuntimeEndpoint(most, others);
    }

    private static Optional<String> socketOf(NodeFacts node) {
        if (node.containerRuntimeVersion().startsWith("cri-o://")) {
            return Optional.of(CRIO);
        }
        if (!node.containerRuntimeVersion().startsWith("containerd://")) {
            return Optional.empty();
        }
        if (node.kubeletVersion().contains("+k3s") || node.kubeletVersion().contains("+rke2")) {
            return Optional.of(K3S);
        }
        if (node.kubeletVersion().contains("+k0s")) {
            return Optional.of(K0S);
        }
        return Optional.of(node.labels().containsKey("microk8s.io/cluster") ? MICROK8S : CONTAINERD);
    }
}
