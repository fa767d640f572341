package io.katacontainers.monitor.operator.monitor;

import io.katacontainers.monitor.api.v1alpha1.CollectorCounts;
import io.katacontainers.monitor.api.v1alpha1.Condition;
import io.katacontainers.monitor.api.v1alpha1.Condition.Status;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.KataMonitorStatus;
import io.katacontainers.monitor.api.v1alpha1.SandboxCounts;
import io.katacontainers.monitor.operator.event.Reason;
import io.katacontainers.monitor.operator.sandbox.PublishingSummary;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a KataMonitor's status. The same observation always gives the same status: messages hold nothing that moves by itself, a
 * condition keeps its transition time for as long as it keeps its status, and counts of an earlier leader stay until this one has
 * counted itself.
 */
final class KataMonitorStatusFactory {
    static final String READY = "Ready";
    static final String PROGRESSING = "Progressing";
    static final String DEGRADED = "Degraded";
    /** The API server refuses longer ones. */
    private static final int MAX_MESSAGE = 1024;

    private final Clock clock;

    KataMonitorStatusFactory(Clock clock) {
        this.clock = clock;
    }

    private record Verdict(Status status, Reason reason, String message) {}

    KataMonitorStatus status(KataMonitor monitor, Observation observation) {
        List<Condition> conditions = new ArrayList<>();
        conditions.add(condition(monitor, READY, ready(monitor, observation)));
        conditions.add(condition(monitor, PROGRESSING, progressing(observation)));
        conditions.add(condition(monitor, DEGRADED, degraded(observation)));
        conditions.sort(Comparator.comparing(Condition::type));
        Rollout rollout = observation.rollout();
        PublishingSummary publishing = observation.publishing();
        KataMonitorStatus before = publishing.counted() ? null : monitor.getStatus();
        CollectorCounts collectors = before == null ? null : before.collectors();
        return new KataMonitorStatus(
                monitor.getMetadata().getGeneration(),
                List.copyOf(conditions),
                rollout == null
                        ? null
                        : new CollectorCounts(
                                rollout.desired(),
                                rollout.ready(),
                                collectors == null ? publishing.collectorsReachable() : collectors.reachable()),
                before != null ? before.sandboxes() : sandboxes(publishing),
                before != null ? before.effectiveInterval() : effectiveInterval(publishing));
    }

    private static @Nullable SandboxCounts sandboxes(PublishingSummary publishing) {
        return publishing.counted()
                ? new SandboxCounts(
                        publishing.total(), publishing.unreachable(), publishing.denied(), publishing.quarantined())
                : null;
    }

    private static @Nullable String effectiveInterval(PublishingSummary publishing) {
        return publishing.counted() ? format(publishing.effectiveInterval()) : null;
    }

    private static Verdict ready(KataMonitor monitor, Observation observation) {
        Optional<Degradation> blocking = blocking(observation);
        if (blocking.isPresent()) {
            return new Verdict(
                    Status.False, blocking.get().reason(), blocking.get().message());
        }
        Rollout rollout = observation.rollout();
        if (rollout == null) {
            return new Verdict(Status.False, Reason.RollingOut, "the collector DaemonSet is being made");
        }
        if (observation.selectedNodes() == 0 && rollout.desired() == 0) {
            return new Verdict(
                    Status.False,
                    Reason.NoNodesSelected,
                    "no node has the labels of spec.collector.nodeSelector, or taints and affinity keep collectors away");
        }
        if (!rollout.upToDate()) {
            return new Verdict(Status.False, Reason.RollingOut, "collectors are being made or replaced");
        }
        return rollout.complete() && rollout.desired() > 0
                ? new Verdict(Status.True, Reason.CollectorsReady, "every selected node runs a ready collector")
                : new Verdict(
                        Status.False,
                        Reason.CollectorsNotReady,
                        "a collector is not ready: see kubectl get pods -n %s -l %s=%s"
                                .formatted(
                                        monitor.getMetadata().getNamespace(),
                                        CollectorLabels.MONITOR,
                                        DependentNames.labelValue(monitor)));
    }

    private static Verdict progressing(Observation observation) {
        Optional<Degradation> blocking = blocking(observation);
        if (blocking.isPresent()) {
            return new Verdict(
                    Status.False, blocking.get().reason(), blocking.get().message());
        }
        Rollout rollout = observation.rollout();
        return rollout == null || !rollout.upToDate()
                ? new Verdict(Status.True, Reason.RollingOut, "collectors are being made or replaced")
                : new Verdict(Status.False, Reason.RolledOut, "all collectors are as the spec asks for");
    }

    private static Verdict degraded(Observation observation) {
        List<Degradation> degradations = new ArrayList<>(observation.degradations());
        Rollout rollout = observation.rollout();
        PublishingSummary publishing = observation.publishing();
        if (rollout != null && rollout.ready() > 0 && publishing.counted() && publishing.collectorsReachable() == 0) {
            degradations.add(new Degradation(
                    Reason.CollectorsUnreachable,
                    "collectors are ready but none answers the operator: check network policies between their pods"));
        }
        if (publishing.problem() != null) {
            degradations.add(new Degradation(Reason.WritesRefused, publishing.problem()));
        }
        return degradations.isEmpty()
                ? new Verdict(Status.False, Reason.AsExpected, "nothing is wrong")
                : new Verdict(
                        Status.True,
                        degradations.get(0).reason(),
                        degradations.stream().map(Degradation::message).collect(Collectors.joining("; ")));
    }

    /** What keeps collectors from running at all: a spec that cannot be carried out, or failures before there is a DaemonSet. */
    private static Optional<Degradation> blocking(Observation observation) {
        return observation.degradations().stream()
                .filter(d -> d.reason() == Reason.InvalidSpec
                        || (d.reason() == Reason.DependentsFailed && observation.rollout() == null))
                .findFirst();
    }

    private Condition condition(KataMonitor monitor, String type, Verdict verdict) {
        String message = verdict.message().length() <= MAX_MESSAGE
                ? verdict.message()
                : verdict.message().substring(0, MAX_MESSAGE - 1) + "…";
        return new Condition(
                type,
                verdict.status(),
                monitor.getMetadata().getGeneration(),
                find(monitor.getStatus(), type)
                        .filter(previous -> previous.status() == verdict.status())
                        .map(Condition::lastTransitionTime)
                        .orElseGet(() ->
                                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()),
                verdict.reason().name(),
                message);
    }

    /** The condition of a type in a status that may not be there yet. */
    static Optional<Condition> find(@Nullable KataMonitorStatus status, String type) {
        return status == null || status.conditions() == null
                ? Optional.empty()
                : status.conditions().stream()
                        .filter(c -> c.type().equals(type))
                        .findFirst();
    }

    /** As Kubernetes writes durations: {@code 1m30s}. */
    private static String format(Duration duration) {
        return duration.truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .substring("PT".length())
                .toLowerCase(Locale.ROOT);
    }
}
