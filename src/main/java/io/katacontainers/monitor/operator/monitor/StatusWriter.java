package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.katacontainers.monitor.api.v1alpha1.Condition;
import io.katacontainers.monitor.api.v1alpha1.Condition.Status;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.KataMonitorStatus;
import io.katacontainers.monitor.operator.event.EventRecorder;
import io.katacontainers.monitor.operator.event.Occurrence;
import io.katacontainers.monitor.operator.event.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a KataMonitor's status: never what is there already, a change of state at once, mere counts at most every {@link
 * #COUNTS_INTERVAL}. A change of state is also an Event.
 */
final class StatusWriter {
    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
    static final Duration COUNTS_INTERVAL = Duration.ofSeconds(10);

    private final Clock clock;
    private final EventRecorder events;
    private final Map<String, Instant> written = new ConcurrentHashMap<>();

    StatusWriter(Clock clock, EventRecorder events) {
        this.clock = clock;
        this.events = events;
    }

    /** Returns after which time to come back, if the write was put off. */
    Optional<Duration> write(KataMonitor monitor, KataMonitorStatus status, Context<KataMonitor> context) {
        KataMonitorStatus before = monitor.getStatus();
        if (status.equals(before)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Instant due = written.getOrDefault(monitor.getMetadata().getUid(), Instant.EPOCH)
                .plus(COUNTS_INTERVAL);
        if (before != null && withoutCounts(status).equals(withoutCounts(before)) && now.isBefore(due)) {
            return Optional.of(Duration.between(now, due));
        }
        patch(monitor, status, context);
        written.put(monitor.getMetadata().getUid(), now);
        recordTransitions(monitor, before, status);
        return Optional.empty();
    }

    void forget(KataMonitor monitor) {
        written.remove(monitor.getMetadata().getUid());
    }

    private static KataMonitorStatus withoutCounts(KataMonitorStatus status) {
        return new KataMonitorStatus(status.observedGeneration(), status.conditions(), null, null, null);
    }

    /**
     * Writes the status and puts the answer into the cache, or the next reconciliation might still see the status before and move
     * transition times.
     */
    private static void patch(KataMonitor monitor, KataMonitorStatus status, Context<KataMonitor> context) {
        var configuration = context.getControllerConfiguration();
        KataMonitor updated = configuration.getConfigurationService().useSSAToPatchPrimaryResource()
                ? apply(monitor, status, configuration.fieldManager(), context.getClient())
                : replace(monitor, status, context.getClient());
        context.eventSourceRetriever()
                .getControllerEventSource()
                .handleRecentResourceUpdate(ResourceID.fromResource(monitor), updated, monitor);
    }

    /** Without resourceVersion: nobody else writes the status, and a spec that changed meanwhile is no conflict. */
    private static KataMonitor apply(
            KataMonitor monitor, KataMonitorStatus status, String fieldManager, KubernetesClient client) {
        KataMonitor wanted = new KataMonitor();
        wanted.setMetadata(new ObjectMetaBuilder()
                .withNamespace(monitor.getMetadata().getNamespace())
                .withName(monitor.getMetadata().getName())
                .build());
        wanted.setStatus(status);
        return client.resource(wanted)
                .subresource("status")
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(fieldManager)
                        .withForce(true)
                        .build());
    }

    private static KataMonitor replace(KataMonitor monitor, KataMonitorStatus status, KubernetesClient client) {
        KataMonitor wanted = new KataMonitor();
        wanted.setMetadata(monitor.getMetadata());
        wanted.setSpec(monitor.getSpec());
        wanted.setStatus(status);
        return client.resource(wanted).updateStatus();
    }

    private void recordTransitions(KataMonitor monitor, @Nullable KataMonitorStatus before, KataMonitorStatus after) {
        for (Condition condition : Optional.ofNullable(after.conditions()).orElse(List.of())) {
            Optional<Condition> previous = KataMonitorStatusFactory.find(before, condition.type());
            boolean changed = previous.filter(
                            p -> p.status() == condition.status() && p.reason().equals(condition.reason()))
                    .isEmpty();
            if (changed) {
                LOG.info(
                        "KataMonitor {}: {}={} ({}): {}",
                        monitor.getMetadata().getName(),
                        condition.type(),
                        condition.status(),
                        condition.reason(),
                        condition.message());
                type(condition, previous.isPresent())
                        .ifPresent(type ->
                                events.record(monitor, type, Reason.valueOf(condition.reason()), condition.message()));
            }
        }
    }

    /** Progress is seen in the DaemonSet's own Events; a fresh KataMonitor that is not ready yet, or not degraded, is no news. */
    private static Optional<Occurrence.Type> type(Condition condition, boolean known) {
        boolean good = condition.status()
                == (condition.type().equals(KataMonitorStatusFactory.DEGRADED) ? Status.False : Status.True);
        return switch (condition.type()) {
            case KataMonitorStatusFactory.READY ->
                good
                        ? Optional.of(Occurrence.Type.Normal)
                        : known || condition.reason().equals(Reason.NoNodesSelected.name())
                                ? Optional.of(Occurrence.Type.Warning)
                                : Optional.empty();
            case KataMonitorStatusFactory.DEGRADED ->
                good
                        ? (known ? Optional.of(Occurrence.Type.Normal) : Optional.empty())
                        : Optional.of(Occurrence.Type.Warning);
            default -> Optional.empty();
        };
    }
}
