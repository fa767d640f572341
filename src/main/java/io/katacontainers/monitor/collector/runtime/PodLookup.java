package io.katacontainers.monitor.collector.runtime;

import java.util.List;

/** What the container runtime knows of a sandbox's pod. */
public sealed interface PodLookup {
    /** The runtime has not answered since the sandbox appeared. */
    record Pending() implements PodLookup {}

    /**
     * The pod.
     *
     * @param containers sorted by name, then id
     */
    record Known(PodMetadata pod, List<ContainerMetadata> containers) implements PodLookup {}

    /** The runtime answered, and knows no pod with this sandbox id. */
    record None() implements PodLookup {}
}
