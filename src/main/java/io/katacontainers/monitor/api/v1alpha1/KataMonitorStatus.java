package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator found. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KataMonitorStatus(
        @JsonPropertyDescription("Generation of the spec that this status is about.") @Nullable
        Long observedGeneration,

        @Size(max = 16) @JsonPropertyDescription("Ready, Progressing and Degraded.") @Nullable
        List<Condition> conditions,

        @JsonPropertyDescription("The collectors, one on each selected node.") @Nullable
        CollectorCounts collectors,

        @JsonPropertyDescription("The sandboxes that the collectors found.") @Nullable
        SandboxCounts sandboxes,

        @JsonPropertyDescription(
                "Time between two writes of an object that the write budget allows at present; longer than sandboxMetrics.interval when there are more sandboxes than it suffices for.")
        @Nullable
        String effectiveInterval) {}
