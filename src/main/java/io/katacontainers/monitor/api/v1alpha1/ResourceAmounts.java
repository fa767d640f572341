package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** An amount of CPU and one of memory. What could not be had is absent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResourceAmounts(
        @JsonPropertyDescription("CPUs, on average over some seconds where measured.") @Nullable
        Quantity cpu,

        @JsonPropertyDescription("Bytes of memory.") @Nullable
        Quantity memory) {}
