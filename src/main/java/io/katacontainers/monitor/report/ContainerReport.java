package io.katacontainers.monitor.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A container in the guest.
 *
 * @param name in its pod
 * @param image as the pod names it
 * @param cpuMillicores used on average between the last two looks into the guest, quantised
 * @param workingSetBytes memory that cannot be dropped at once, quantised
 * @param cpuLimitMillicores absent also where there is none
 * @param memoryLimitBytes absent also where there is none
 * @param oomKills kills for lack of memory since the collector watches the container; absent where nobody tells
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ContainerReport(
        String name,
        String id,
        @Nullable String image,
        State state,
        @Nullable Long cpuMillicores,
        @Nullable Long workingSetBytes,
        @Nullable Long cpuLimitMillicores,
        @Nullable Long memoryLimitBytes,
        @Nullable Long oomKills) {

    /** State of a container at the container runtime. */
    public enum State {
        CREATED,
        RUNNING,
        EXITED,
        UNKNOWN
    }
}
