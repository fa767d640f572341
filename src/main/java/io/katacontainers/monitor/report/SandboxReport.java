package io.katacontainers.monitor.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox.
 *
 * @param id at the container runtime
 * @param state what its directory and the container runtime say
 * @param flavor {@code go}, {@code runtime-rs} or {@code unknown}
 * @param hypervisor as the runtime names it; absent where unknown
 * @param runtimeHandler absent where the container runtime did not tell
 * @param agentUrl as the shim says; absent where it did not
 * @param podKnowledge whether the container runtime was asked and what it knew
 * @param pod present exactly where {@code podKnowledge} is {@code KNOWN}
 * @param scrape whether its shim may be asked for metrics and how that went
 * @param agent whether the agent in the guest gave data lately
 * @param vm as the guest sees it; absent without a recent payload
 * @param overhead as measured; absent where it cannot be told
 * @param containers sorted by name, then id; empty where the report would be larger than {@link NodeReport#MAX_BYTES} with them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SandboxReport(
        String id,
        State state,
        String flavor,
        @Nullable String hypervisor,
        @Nullable String runtimeHandler,
        @Nullable String agentUrl,
        PodKnowledge podKnowledge,
        @Nullable PodReport pod,
        ScrapeReport scrape,
        AgentReport agent,
        @Nullable VmReport vm,
        @Nullable OverheadReport overhead,
        List<ContainerReport> containers) {

    /** State of a sandbox. */
    public enum State {
        /** Its directory is there, its socket is not yet. */
        STARTING,
        RUNNING,
        /** The container runtime says that it is not ready. */
        NOT_READY,
        /** Its directory has been without a socket for a minute. */
        STALE
    }

    /** What the container runtime knows of the pod. */
    public enum PodKnowledge {
        /** The runtime has not answered since the sandbox appeared. */
        PENDING,
        KNOWN,
        /** The runtime answered, and there is no pod. */
        NONE
    }
}
