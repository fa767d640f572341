package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.report.PodReport;
import io.katacontainers.monitor.report.SandboxReport;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One sandbox: what was last reported of it and what is written, both packed. All together 923 bytes of heap with one container,
 * 88 MiB for 100,000 sandboxes, as PublisherMemory beside the tests measures. Times are monotonic milliseconds. Confined to the {@link
 * PublishingPlan}.
 */
final class SandboxEntry {
    static final long NEVER = Long.MAX_VALUE;

    final NodeState node;
    final String key;
    final long firstSeen;

    /** Absent for an object that was found at the start and not yet reported. */
    private @Nullable PackedReport report;

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
     * @return the kills for lack of memory since the last report; null where it reads as the last one did, and nothing is to be done
     */
    @Nullable
    List<OomKills.Rise> take(SandboxReport sandbox) {
        boolean back = gone;
        absences = 0;
        gone = false;
        containerCount = sandbox.containers().size();
        PackedReport packed = PackedReport.of(sandbox);
        if (packed.equals(report)) {
            return back ? List.of() : null;
        }
        SandboxReport known = report();
        OomKills before = oomKills;
        // A runtime forgets a pod before its VM is gone, and no VM ever changes its pod.
        SandboxReport now = known != null && known.pod() != null && (sandbox.pod() == null || written != null)
                ? with(sandbox, known.podKnowledge(), known.pod())
                : with(sandbox, sandbox.podKnowledge(), sandbox.pod());
        report = now.equals(sandbox) ? packed : PackedReport.of(now);
        oomKills = before.after(known, now);
        return oomKills.risesSince(before, known, now);
    }

    /** Takes in what the object holds that no report tells: what its Pod declares, and kills that the collector forgot. */
    void restore(KataSandboxMetrics object) {
        written = Written.of(object);
        declared = DeclaredOverhead.of(object.getStatus());
        oomKills = oomKills.atLeast(OomKills.of(object.getStatus()));
    }

    /** What was last reported, as far as it is published; absent where nothing was. */
    @Nullable
    SandboxReport report() {
        return report == null ? null : report.unpack(key);
    }

    /** Whether it has been reported. */
    boolean reported() {
        return report != null;
    }

    /** The sandbox as last reported; absent where it has not been. */
    @Nullable
    Sighting sighting() {
        SandboxReport known = report();
        return known == null ? null : new Sighting(known, containerCount, oomKills);
    }

    /** Bytes of heap that what is reported and written takes, without what sandboxes share. */
    int ownBytes() {
        return (report == null ? 0 : report.ownBytes()) + (written == null ? 0 : written.ownBytes());
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
