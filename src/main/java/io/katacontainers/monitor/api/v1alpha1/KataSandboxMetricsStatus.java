package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was last seen of the sandbox. Figures are rounded and change only when they moved far enough. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KataSandboxMetricsStatus(
        @JsonPropertyDescription("State of the sandbox.") @Nullable
        SandboxPhase phase,

        @Size(max = 16)
        @JsonPropertyDescription("AgentReachable, GuestMemoryPressure, MetricsScrapable, OverheadExceeded and Stale.")
        @Nullable
        List<Condition> conditions,

        @JsonProperty("agentURL")
        @Size(max = 512)
        @JsonPropertyDescription("Where the agent listens, as the shim says.")
        @Nullable
        String agentUrl,

        @Size(max = 64)
        @JsonPropertyDescription("Runtime that the shim belongs to: go, runtime-rs or unknown.")
        @Nullable
        String flavor,

        @Size(max = 64) @JsonPropertyDescription("Hypervisor, as the runtime names it.") @Nullable
        String hypervisor,

        @JsonPropertyDescription("The VM, as its guest sees it.") @Nullable
        VmStatus vm,

        @JsonPropertyDescription(
                "Used by all containers of the pod together. Absent where a running one could not be measured.")
        @Nullable
        ResourceAmounts usage,

        @JsonPropertyDescription("What the VM costs on the host on top of what its containers use.") @Nullable
        OverheadStatus overhead,

        @Size(max = 64)
        @JsonPropertyDescription(
                "Containers of the pod, the first 64 by name. Absent with sandboxMetrics.mode Summary.")
        @Nullable
        List<ContainerStatus> containers,

        @JsonPropertyDescription("Number of containers of the pod.") @Nullable
        Integer containerCount) {}
