package io.katacontainers.monitor.collector.runtime;

import org.jspecify.annotations.Nullable;

/** A network interface of a pod as the host counts it, since it was made: CRI's {@code NetworkInterfaceUsage}. */
public record PodInterface(
        String name,
        @Nullable Long receivedBytes,
        @Nullable Long receiveErrors,
        @Nullable Long sentBytes,
        @Nullable Long sendErrors) {}
