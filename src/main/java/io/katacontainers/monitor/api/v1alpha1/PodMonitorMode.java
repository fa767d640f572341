package io.katacontainers.monitor.api.v1alpha1;

/** Whether a PodMonitor is made. */
public enum PodMonitorMode {
    /** Where the cluster knows the kind. */
    Auto,
    /** Always; where the cluster does not know the kind the KataMonitor is degraded. */
    Always,
    Never
}
