package io.katacontainers.monitor.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A container in the guest.
 *
 * @param name in its pod
 * @param image as the pod names it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ContainerReport(
        String name, String id, @Nullable String image, State state) {

    /** State of a container at the container runtime. */
    public enum State {
        CREATED,
        RUNNING,
        EXITED,
        UNKNOWN
    }
}
