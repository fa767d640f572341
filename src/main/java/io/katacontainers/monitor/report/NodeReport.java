package io.katacontainers.monitor.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a collector knows of the sandboxes of its node. Holds no timestamps, so that an unchanged node gives an unchanged
 * body; the age of the figures is told by the HTTP header {@code Age}.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}
 * @param collectorVersion version of the collector
 * @param roots the watched directories; only where all are {@link RootReport#complete} does an absent sandbox mean that it is gone
 * @param runtime the container runtime, absent before it first answered
 * @param sandboxes sorted by id
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeReport(
        int schemaVersion,
        String collectorVersion,
        List<RootReport> roots,
        @Nullable RuntimeReport runtime,
        List<SandboxReport> sandboxes) {
    /** The version that this release writes and reads. */
    public static final int SCHEMA_VERSION = 1;

    /** The largest body in bytes that a collector sends and the operator accepts. */
    public static final int MAX_BYTES = 4 << 20;
}
