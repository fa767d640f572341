package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Which sandbox the object is about. Never changes. */
@ValidationRule(
        value = "self == oldSelf",
        message = "spec is immutable: an object is about one sandbox for all its life")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KataSandboxMetricsSpec(
        @Required @SelectableField @Size(max = 253) @JsonPropertyDescription("Node that runs the sandbox.")
        String node,

        @Required
        @SelectableField
        @JsonProperty("sandboxID")
        @Size(max = 128)
        @JsonPropertyDescription("Id of the sandbox at the container runtime.")
        String sandboxId,

        @JsonPropertyDescription("Pod in the sandbox. Absent where the container runtime knows of none.") @Nullable
        PodReference podRef,

        @Size(max = 253) @JsonPropertyDescription("Runtime handler that started the sandbox.") @Nullable
        String runtimeHandler) {}
