package io.katacontainers.monitor.api.v1alpha1;

/** State of a container at the container runtime. */
public enum ContainerState {
    Created,
    Running,
    Exited,
    Unknown
}
