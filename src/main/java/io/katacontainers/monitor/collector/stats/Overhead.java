package io.katacontainers.monitor.collector.stats;

import org.jspecify.annotations.Nullable;

/**
 * What a VM costs on top of what its containers use. What cannot be told is null.
 *
 * @param memoryBytes resident memory of hypervisor, virtiofsd and shim, less the memory charged to the containers in the guest; null also
 *     where the guest claims more than there is
 * @param cores CPUs of the same, less those of the containers; never negative
 * @param declaredMemoryBytes what the pod's {@code spec.overhead} grants
 * @param declaredCores what the pod's {@code spec.overhead} grants
 */
public record Overhead(
        @Nullable Long memoryBytes,
        @Nullable Double cores,
        @Nullable Long declaredMemoryBytes,
        @Nullable Double declaredCores) {
    /** Nothing can be told. */
    public static final Overhead UNKNOWN = new Overhead(null, null, null, null);
}
