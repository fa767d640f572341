package io.katacontainers.monitor.collector.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The connection to the container runtime.
 *
 * @param up whether the last request was answered
 * @param endpoint path of the socket in use; null while none was found
 * @param name as the runtime names itself; null before it first answered
 * @param version as it states it; null before it first answered
 * @param api CRI version in use, {@code v1} or {@code v1alpha2}; null before it first answered
 * @param problem why it is not up, one line; null where it is
 */
public record RuntimeState(
        boolean up,
        @Nullable String endpoint,
        @Nullable String name,
        @Nullable String version,
        @Nullable String api,
        @Nullable String problem) {}
