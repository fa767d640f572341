package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** A container in the guest. What could not be measured is absent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContainerStatus(
        @Required @Size(max = 253) @JsonPropertyDescription("Name of the container in its pod.")
        String name,

        @Required @Size(max = 128) @JsonPropertyDescription("Id of the container at the container runtime.")
        String id,

        @Size(max = 512) @JsonPropertyDescription("Image, as the pod names it.") @Nullable
        String image,

        @JsonPropertyDescription("State of the container at the container runtime.") @Nullable
        ContainerState state,

        @JsonPropertyDescription("CPUs used, on average over some seconds.") @Nullable
        Quantity cpu,

        @JsonPropertyDescription("Working set: memory that cannot be dropped at once.") @Nullable
        Quantity memory,

        @JsonPropertyDescription("CPUs that the container may use. Absent also where there is no limit.") @Nullable
        Quantity cpuLimit,

        @JsonPropertyDescription("Memory that the container may use. Absent also where there is no limit.") @Nullable
        Quantity memoryLimit,

        @Min(0)
        @JsonPropertyDescription(
                "Times that the guest's kernel killed the container, or a part of it, for lack of memory. Never falls.")
        @Nullable
        Long oomKills) {}
