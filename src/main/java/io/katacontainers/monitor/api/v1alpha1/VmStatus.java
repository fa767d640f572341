package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** The VM as its guest kernel sees it. What could not be measured is absent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VmStatus(
        @JsonPropertyDescription("Virtual CPUs that are online.") @Nullable
        Integer vcpus,

        @JsonPropertyDescription("Memory of the guest.") @Nullable
        Quantity memory,

        @JsonPropertyDescription("Memory of the guest that is not available for new work.") @Nullable
        Quantity used,

        @JsonPropertyDescription("Memory of the guest that is available for new work.") @Nullable
        Quantity available,

        @JsonPropertyDescription("Load average of the last minute.") @Nullable
        Quantity load) {}
