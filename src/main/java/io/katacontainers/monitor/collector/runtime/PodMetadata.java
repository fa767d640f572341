package io.katacontainers.monitor.collector.runtime;

/**
 * A pod as the container runtime knows it.
 *
 * @param uid for a static pod its {@code kubernetes.io/config.hash}
 * @param runtimeHandler empty where the runtime's default handler runs it
 * @param ready whether the runtime calls its sandbox ready
 */
public record PodMetadata(String uid, String name, String namespace, String runtimeHandler, boolean ready) {}
