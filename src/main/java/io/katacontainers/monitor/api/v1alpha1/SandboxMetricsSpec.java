package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How KataSandboxMetrics objects are published. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SandboxMetricsSpec(
        @Default("Full")
        @JsonPropertyDescription("Full: all figures. Summary: none of single containers. Disabled: no objects at all.")
        @Nullable
        SandboxMetricsMode mode,

        @Default("60s")
        @Size(max = 16)
        @ValidationRule(
                value =
                        "self != '' && self.matches('^([0-9]{1,4}h)?([0-9]{1,4}m)?([0-9]{1,4}s)?$') && duration(self) >= duration('10s') && duration(self) <= duration('1h')",
                message = "sandboxMetrics.interval must be a duration such as 30s or 1m30s, from 10s to 1h")
        @JsonPropertyDescription(
                "Least time between two writes of an object because of changed figures. Changes of state are written at once.")
        @Nullable
        String interval,

        @Default("20")
        @Min(1)
        @Max(1000)
        @JsonPropertyDescription("Writes per second to the API server, for all objects of this KataMonitor together.")
        @Nullable
        Integer maxWritesPerSecond) {}
