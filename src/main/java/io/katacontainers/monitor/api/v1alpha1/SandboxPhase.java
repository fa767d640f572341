package io.katacontainers.monitor.api.v1alpha1;

/** State of a sandbox. */
public enum SandboxPhase {
    /** Its directory is there, its shim does not listen yet. */
    Starting,
    Running,
    /** Its directory stayed behind without a shim, or the container runtime says that it is not ready. */
    NotReady,
    /** Its node's collector does not answer. */
    Unknown
}
