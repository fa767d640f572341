package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.operator.inventory.MonitorConfig;
import io.katacontainers.monitor.operator.sandbox.SandboxConditions.Transitions;
import io.katacontainers.monitor.report.SandboxReport;
import java.time.Instant;

/** Objects as an operator that ran before left them: with nothing to be written while the report stays what it is. */
public final class StoredSandbox {
    /** What the Pods of these sandboxes declare. */
    public static final long OVERHEAD_CPU_MILLIS = 250;

    /** Likewise. */
    public static final long OVERHEAD_MEMORY_BYTES = 160L << 20;

    private StoredSandbox() {}

    /** The object of a sandbox whose report names a pod by the UID that the API server knows. */
    public static KataSandboxMetrics of(
            MonitorConfig monitor, String node, SandboxReport report, String resourceVersion) {
        var status = StatusFactory.reported(
                new Sighting(report, report.containers().size(), OomKills.NONE),
                new DeclaredOverhead(OVERHEAD_CPU_MILLIS, OVERHEAD_MEMORY_BYTES),
                monitor.mode(),
                Transitions.NONE,
                Instant.EPOCH);
        String podUid = report.pod() == null ? null : report.pod().uid();
        KataSandboxMetrics object = SandboxObjectFactory.create(monitor, node, report, podUid, status);
        object.getMetadata().setUid("object-" + report.id());
        object.getMetadata().setResourceVersion(resourceVersion);
        return object;
    }
}
