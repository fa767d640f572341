package io.katacontainers.monitor.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The container runtime of the node.
 *
 * @param reachable whether it answered the last request
 * @param name as it names itself, such as {@code containerd}
 * @param version as it states it
 * @param api the CRI version in use, {@code v1} or {@code v1alpha2}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RuntimeReport(
        boolean reachable,
        @Nullable String name,
        @Nullable String version,
        @Nullable String api) {}
