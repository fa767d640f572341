package io.katacontainers.monitor.operator.inventory;

import io.fabric8.kubernetes.api.model.Pod;
import io.katacontainers.monitor.api.v1alpha1.ApiGroup;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A collector pod that is bound to a node.
 *
 * @param podUid of the pod
 * @param monitor name of the KataMonitor that it belongs to
 * @param node as the scheduler bound it; a collector cannot forge it
 * @param ip absent before the pod has one
 * @param port of the container port named {@code metrics}
 * @param ready as the kubelet says
 */
public record Collector(
        String podUid,
        String monitor,
        String node,
        @Nullable String ip,
        int port,
        boolean ready) {
    public static final String NAME_LABEL = "app.kubernetes.io/name";
    public static final String NAME = "kata-monitor";
    public static final String COMPONENT_LABEL = "app.kubernetes.io/component";
    public static final String COMPONENT = "collector";
    public static final String MONITOR_LABEL = ApiGroup.GROUP + "/monitor";
    public static final String PORT_NAME = "metrics";
    public static final int DEFAULT_PORT = 8090;

    /** The collector in this pod; empty where the pod is on no node or belongs to no KataMonitor. */
    static Optional<Collector> of(Pod pod) {
        String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
        String monitor = pod.getMetadata().getLabels() == null
                ? null
                : pod.getMetadata().getLabels().get(MONITOR_LABEL);
        if (node == null || node.isEmpty() || monitor == null) {
            return Optional.empty();
        }
        boolean ready = pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
        int port = pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(p -> PORT_NAME.equals(p.getName()))
                .mapToInt(p -> p.getContainerPort())
                .findFirst()
                .orElse(DEFAULT_PORT);
        String ip = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
        return Optional.of(new Collector(pod.getMetadata().getUid(), monitor, node, ip, port, ready));
    }

    boolean answers() {
        return ready && ip != null && !ip.isEmpty();
    }
}
