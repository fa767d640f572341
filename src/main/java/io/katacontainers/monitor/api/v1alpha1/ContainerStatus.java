package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A container in the guest. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContainerStatus(
        @Required @Size(max = 253) @JsonPropertyDescription("Name of the container in its pod.")
        String name,

        @Required @Size(max = 128) @JsonPropertyDescription("Id of the container at the container runtime.")
        String id,

        @Size(max = 512) @JsonPropertyDescription("Image, as the pod names it.") @Nullable
        String image,

        @JsonPropertyDescription("State of the container at the container runtime.") @Nullable
        ContainerState state) {}
