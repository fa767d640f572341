package io.katacontainers.monitor.collector.runtime;

/**
 * A container as the container runtime knows it.
 *
 * @param id at the runtime
 * @param name in its pod
 * @param image as the pod names it; empty where the runtime does not tell
 */
public record ContainerMetadata(String id, String name, String image, State state) {
    /** {@code runtime.v1.ContainerState}. */
    public enum State {
        CREATED,
        RUNNING,
        EXITED,
        UNKNOWN
    }
}
