package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * One aspect of the state of an object, as {@code metav1.Condition} defines it.
 *
 * @param lastTransitionTime when {@code status} last changed, RFC 3339
 * @param reason CamelCase, for machines
 * @param message for people
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
        @Required @Size(max = 316) @JsonPropertyDescription("Aspect, in CamelCase.")
        String type,

        @Required @JsonPropertyDescription("True, False or Unknown.")
        Status status,

        @JsonPropertyDescription("Generation of the spec that the condition is about.") @Nullable
        Long observedGeneration,

        @Required @JsonPropertyDescription("When status last changed.")
        String lastTransitionTime,

        @Required
        @Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")
        @Size(max = 1024)
        @JsonPropertyDescription("Reason of the last change, in CamelCase.")
        String reason,

        @Required @Size(max = 32768) @JsonPropertyDescription("Explanation for people.")
        String message) {

    /** Whether the aspect holds. */
    public enum Status {
        True,
        False,
        Unknown
    }
}
