package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import org.jspecify.annotations.Nullable;

/** What a user asks for. An empty spec works: the API server fills in every default. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KataMonitorSpec(
        @Default("{}")
        @JsonPropertyDescription("The collector DaemonSet: where it runs, with which image and rights.")
        @Nullable
        CollectorSpec collector,

        @Default("{}") @JsonPropertyDescription("How Prometheus finds and scrapes the collectors.") @Nullable
        ScrapingSpec scraping,

        @Default("{}") @JsonPropertyDescription("How KataSandboxMetrics objects are published.") @Nullable
        SandboxMetricsSpec sandboxMetrics,

        @JsonPropertyDescription("Mandatory access control of the collector pods.") @Nullable
        SecuritySpec security) {}
