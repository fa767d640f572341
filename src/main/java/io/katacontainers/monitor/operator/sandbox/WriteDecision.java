package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import io.katacontainers.monitor.operator.sandbox.SandboxConditions.Transitions;
import io.katacontainers.monitor.report.SandboxReport;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Decides whether a sandbox wants a write now, and which. */
final class WriteDecision {
    /** A runtime that was just asked may not list a sandbox yet: it is no sandbox without a pod before this many milliseconds. */
    static final long NO_POD_GRACE = 15_000;

    /** Changes of state that an object may show in one interval; a flapping one then waits like figures do. */
    static final int STATE_WRITES_PER_INTERVAL = 4;

    private final Clock clock;
    private final Schedule schedule;
    private final PublisherMetrics metrics;

    WriteDecision(Clock clock, Schedule schedule, PublisherMetrics metrics) {
        this.clock = clock;
        this.schedule = schedule;
        this.metrics = metrics;
    }

    /** With which priority the sandbox wants a write; none where nothing changed or its time has not come, when it is woken. */
    @Nullable
    Priority wanted(SandboxEntry entry, long now) {
        if (now < entry.retryAt) {
            schedule.wake(entry, entry.retryAt);
            return null;
        }
        Written written = entry.written;
        if (entry.gone) {
            return written == null ? null : Priority.PRESENCE;
        }
        if (written == null) {
            return wantedNew(entry, now);
        }
        KataSandboxMetricsStatus desired = desired(entry);
        if (desired == null) {
            return null;
        }
        return switch (written.differenceTo(desired)) {
            case NONE -> skip("unchanged");
            case DRIFT -> when(entry, entry.refreshAt, now, "dead_band");
            case FIGURES -> when(entry, entry.figuresAt, now, "interval");
            case DISCRETE ->
                entry.stateWrites < STATE_WRITES_PER_INTERVAL || now >= entry.stateWindowEnd
                        ? priority(entry, written)
                        : when(entry, entry.figuresAt, now, "interval");
        };
    }

    /** The write that the sandbox wants at this moment; absent where it wants none any more. */
    @Nullable
    WriteIntent intent(SandboxEntry entry) {
        Written written = entry.written;
        Sighting sighting = entry.sighting();
        if (entry.gone) {
            return written == null ? null : new WriteIntent.Delete(entry, written);
        }
        KataSandboxMetricsStatus desired = desired(entry);
        if (desired == null) {
            return null;
        }
        if (written == null) {
            return sighting == null || entry.node.silent
                    ? null
                    : new WriteIntent.Create(
                            entry, entry.node.monitor.config, entry.node.name, sighting, clock.instant());
        }
        return switch (written.differenceTo(desired)) {
            case NONE -> null;
            case DRIFT -> new WriteIntent.Patch(entry, written, desired, StatusPatch.Scope.FIGURES, "refresh");
            case FIGURES -> new WriteIntent.Patch(entry, written, desired, StatusPatch.Scope.FIGURES, "figures");
            case DISCRETE ->
                entry.node.silent
                        ? new WriteIntent.Patch(entry, written, desired, StatusPatch.Scope.SILENCE, "stale")
                        : new WriteIntent.Patch(entry, written, desired, StatusPatch.Scope.WHOLE, "state");
        };
    }

    private static Priority priority(SandboxEntry entry, Written written) {
        return entry.node.silent || written.isStale() ? Priority.PRESENCE : Priority.STATE;
    }

    private @Nullable Priority wantedNew(SandboxEntry entry, long now) {
        SandboxReport report = entry.report();
        if (report == null || entry.node.silent) {
            return null;
        }
        return switch (report.podKnowledge()) {
            case PENDING -> null;
            case KNOWN -> Priority.PRESENCE;
            case NONE -> {
                if (now - entry.firstSeen >= NO_POD_GRACE) {
                    yield Priority.PRESENCE;
                }
                schedule.wake(entry, entry.firstSeen + NO_POD_GRACE);
                yield null;
            }
        };
    }

    private @Nullable Priority when(SandboxEntry entry, long due, long now, String reason) {
        if (now >= due) {
            return Priority.FIGURES;
        }
        schedule.wake(entry, due);
        return skip(reason);
    }

    private @Nullable Priority skip(String reason) {
        metrics.skipped.labels(reason).inc();
        return null;
    }

    private @Nullable KataSandboxMetricsStatus desired(SandboxEntry entry) {
        Transitions before = entry.written == null ? Transitions.NONE : entry.written.transitions();
        if (entry.node.silent) {
            return StatusFactory.silent(before, clock.instant());
        }
        Sighting sighting = entry.sighting();
        return sighting == null
                ? null
                : StatusFactory.reported(
                        sighting, entry.declared, entry.node.monitor.config.mode(), before, clock.instant());
    }
}
