package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.report.PodReport;
import io.katacontainers.monitor.report.SandboxReport;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One sandbox: what was last reported of it and what is written. All together 2,010 bytes of heap with one container, 192 MiB for
 * 100,000 sandboxes, as PublisherMemory beside the tests measures. Times are monotonic milliseconds. Confined to the {@link PublishingPlan}.
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

    OomKills oomKills = OomKills.NONE;

    DeclaredOverhead declared = DeclaredOverhead.NONE;

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

    /**
     * Takes in what a report says, as far as it is published.
     *
     * @return the kills for lack of memory since the last report
     */
    List<OomKills.Rise> take(SandboxReport sandbox) {
        SandboxReport known = report;
        OomKills before = oomKills;
        absences = 0;
        gone = false;
        containerCount = sandbox.containers().size();
        // A runtime forgets a pod before its VM is gone, and no VM ever changes its pod.
        report = known != null && known.pod() != null && (sandbox.pod() == null || written != null)
                ? with(sandbox, known.podKnowledge(), known.pod())
                : with(sandbox, sandbox.podKnowledge(), sandbox.pod());
        oomKills = before.after(known, report);
        return oomKills.risesSince(before, known, report);
    }

    /** Takes in what the object holds that no report tells: what its Pod declares, and kills that the collector forgot. */
    void restore(KataSandboxMetrics object) {
        written = Written.of(object);
        declared = DeclaredOverhead.of(object.getStatus());
        oomKills = oomKills.atLeast(OomKills.of(object.getStatus()));
    }

    /** The sandbox as last reported; absent where it has not been. */
    @Nullable
    Sighting sighting() {
        return report == null ? null : new Sighting(report, containerCount, oomKills);
    }

    private static SandboxReport with(SandboxReport s, SandboxReport.PodKnowledge knowledge, @Nullable PodReport pod) {
        if (Objects.equals(pod, s.pod()) && s.containers().size() <= StatusFactory.MAX_CONTAINERS) {
            return s;
        }
        return new SandboxReport(
                s.id(),
                s.state(),
                s.flavor(),
                s.hypervisor(),
                s.runtimeHandler(),
                s.agentUrl(),
                knowledge,
                pod,
                s.scrape(),
                s.agent(),
                s.vm(),
                s.overhead(),
                s.containers().stream().limit(StatusFactory.MAX_CONTAINERS).toList());
    }
}
