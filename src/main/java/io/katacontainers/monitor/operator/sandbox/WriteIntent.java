package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import io.katacontainers.monitor.operator.inventory.MonitorConfig;
import io.katacontainers.monitor.operator.sandbox.SandboxConditions.Transitions;
import io.katacontainers.monitor.report.SandboxReport;
import java.time.Instant;
import java.util.Objects;

/** A write that the plan wants now; complete, so that it can be made without the plan. */
sealed interface WriteIntent {
    SandboxEntry entry();

    /** Label of the write in metrics. */
    String verb();

    /** Label of the cause in metrics. */
    String reason();

    /** Creates the object of a sandbox whose pod is still to be verified. */
    record Create(SandboxEntry entry, MonitorConfig monitor, String node, Sighting sighting, Instant now)
            implements WriteIntent {
        SandboxReport report() {
            return sighting.report();
        }

        /** The whole status, once the Pod has told what it declares. */
        KataSandboxMetricsStatus status(DeclaredOverhead declared) {
            return StatusFactory.reported(sighting, declared, monitor.mode(), Transitions.NONE, now);
        }

        @Override
        public String verb() {
            return "create";
        }

        @Override
        public String reason() {
            return "new";
        }
    }

    /** Sets a part of the status. */
    record Patch(
            SandboxEntry entry, Written target, KataSandboxMetricsStatus status, StatusPatch.Scope scope, String reason)
            implements WriteIntent {
        @Override
        public String verb() {
            return "patch";
        }
    }

    /** Deletes an object if it is still as last written. */
    record Delete(SandboxEntry entry, Written target) implements WriteIntent {
        @Override
        public String verb() {
            return "delete";
        }

        @Override
        public String reason() {
            return "gone";
        }
    }

    /**
     * Tells of kills for lack of memory in an Event.
     *
     * @param target the object of the sandbox, which names the Pod that the Event is about
     * @param container name of the container
     * @param kills all that this Event counts
     * @param recorded whether the Event has been written before
     */
    record OomEvent(
            SandboxEntry entry,
            Written target,
            String container,
            int kills,
            Instant first,
            Instant last,
            boolean recorded)
            implements WriteIntent {
        @Override
        public String verb() {
            return "event";
        }

        @Override
        public String reason() {
            return "oom_kill";
        }
    }

    /** Whether an object is about the sandbox, on the node and in the pod, that this one is. */
    static boolean sameSubject(KataSandboxMetrics one, KataSandboxMetrics other) {
        return one.getSpec() != null
                && other.getSpec() != null
                && one.getSpec().node().equals(other.getSpec().node())
                && one.getSpec().sandboxId().equals(other.getSpec().sandboxId())
                && Objects.equals(one.getSpec().podRef(), other.getSpec().podRef());
    }
}
