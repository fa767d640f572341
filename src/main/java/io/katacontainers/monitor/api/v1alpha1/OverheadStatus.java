package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What the VM costs on the host on top of what its containers use. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OverheadStatus(
        @JsonPropertyDescription("Used by hypervisor, virtiofsd and shim, less what the containers in the guest use.")
        @Nullable
        ResourceAmounts measured,

        @JsonPropertyDescription("The Pod's spec.overhead, which the scheduler reckons with.") @Nullable
        ResourceAmounts declared) {}
