package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A selection of metric families by the beginning of their names. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FamilySelection(
        @Size(max = 64)
        @ValidationRule(
                value = "self.all(f, f.matches('^[a-zA-Z_:][a-zA-Z0-9_:]{0,127}$'))",
                message = "each of families.include must be the beginning of a metric name")
        @JsonPropertyDescription(
                "Keep only families whose names begin with one of these. Empty: keep all. Filtered in the collector.")
        @Nullable
        List<String> include,

        @Size(max = 64)
        @ValidationRule(
                value = "self.all(f, f.matches('^[a-zA-Z_:][a-zA-Z0-9_:]{0,127}$'))",
                message = "each of families.exclude must be the beginning of a metric name")
        @JsonPropertyDescription(
                "Drop families whose names begin with one of these. Dropped by Prometheus when it has scraped.")
        @Nullable
        List<String> exclude) {}
