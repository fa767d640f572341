package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How many collectors there are. */
public record CollectorCounts(
        @JsonPropertyDescription("Nodes that should run a collector.")
        int desired,

        @JsonPropertyDescription("Collectors that are ready.")
        int ready,

        @JsonPropertyDescription("Collectors whose last report arrived in time.")
        int reachable) {}
