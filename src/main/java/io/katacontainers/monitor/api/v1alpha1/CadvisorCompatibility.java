package io.katacontainers.monitor.api.v1alpha1;

/** Whether collectors speak cAdvisor's {@code container_*} families for Kata pods. Not On and Off: YAML 1.1 reads those as booleans. */
public enum CadvisorCompatibility {
    /** As far as the node's kubelet leaves these families out. */
    Auto,
    /** Whatever the kubelet has. */
    Always,
    Never
}
