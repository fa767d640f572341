package io.katacontainers.monitor.api.v1alpha1;

/** What KataSandboxMetrics objects carry. */
public enum SandboxMetricsMode {
    Full,
    /** No figures of single containers. */
    Summary,
    /** No objects. */
    Disabled
}
