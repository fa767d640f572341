package io.katacontainers.monitor.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Whether the shim may be asked for metrics, and how that went.
 *
 * @param policy the verdict
 * @param reason of the verdict, lower case with underscores, such as {@code runtime_rs_qemu}; absent where allowed
 * @param up how the last scrape went; absent where none was made
 * @param failure reason of the last failure, such as {@code timeout}; absent where {@code up} is not false
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ScrapeReport(
        Policy policy,
        @Nullable String reason,
        @Nullable Boolean up,
        @Nullable String failure) {

    /** Whether the shim may be asked. */
    public enum Policy {
        ALLOWED,
        /** A request could end the pod. */
        DENIED,
        /** A request made the shim spin. */
        QUARANTINED
    }
}
