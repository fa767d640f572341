package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A pod. */
public record PodReference(
        @Required @Size(max = 63) @JsonPropertyDescription("Namespace of the pod.")
        String namespace,

        @Required @Size(max = 253) @JsonPropertyDescription("Name of the pod.")
        String name,

        @Required @Size(max = 64) @JsonPropertyDescription("UID of the pod at the API server.")
        String uid) {}
