package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.report.SandboxReport;
import org.jspecify.annotations.Nullable;

/**
 * One sandbox: what was last reported of it and what is written. With two containers some 1.3 KB, with all strings. Times are
 * monotonic milliseconds. Confined to the {@link PublishingPlan}.
 */
final class SandboxEntry {
    static final long NEVER = Long.MAX_VALUE;

    final NodeState node;
    final String key;
    final long firstSeen;

    /** Absent for an object that was found at the start and not yet reported. */
    @Nullable
    SandboxReport report;

    int containerCount;

    /** Absent where no object is known. */
    @Nullable
    Written written;

    /** Complete reports in a row without the sandbox. */
    int absences;

    /** Whether the object is to be deleted. */
    boolean gone;

    boolean inFlight;
    int failures;
    int stateWrites;
    long stateWindowEnd;
    long retryAt;
    long figuresAt;
    long refreshAt;
    long wakeAt = NEVER;

    @Nullable
    Priority queued;

    SandboxEntry(NodeState node, String key, long now) {
        this.node = node;
        this.key = key;
        this.firstSeen = now;
        this.retryAt = now;
        this.figuresAt = now;
        this.refreshAt = now;
        this.stateWindowEnd = now;
    }
}
