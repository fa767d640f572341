package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How many sandboxes there are. */
public record SandboxCounts(
        @JsonPropertyDescription("All sandboxes.") int total,

        @JsonPropertyDescription("Sandboxes whose agent does not answer.")
        int unreachable,

        @JsonPropertyDescription("Sandboxes whose shim is never asked for metrics, as that could end the pod.")
        int denied,

        @JsonPropertyDescription("Sandboxes whose shim is not asked for now, as it went astray when asked.")
        int quarantined) {}
