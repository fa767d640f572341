package io.katacontainers.monitor.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Whether the agent in the guest gave data lately.
 *
 * @param reason lower case with underscores: what told so, or why it is not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AgentReport(Reachable reachable, @Nullable String reason) {

    /** Whether the agent answers. */
    public enum Reachable {
        YES,
        NO,
        UNKNOWN
    }
}
