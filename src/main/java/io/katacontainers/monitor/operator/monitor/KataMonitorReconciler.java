package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.katacontainers.monitor.api.v1alpha1.ApiGroup;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.operator.event.EventRecorder;
import io.katacontainers.monitor.operator.event.Occurrence;
import io.katacontainers.monitor.operator.event.Reason;
import io.katacontainers.monitor.operator.sandbox.PublishingSummary;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings about what a KataMonitor asks for: first a plan from what is known of nodes and other KataMonitors, then the dependents,
 * then the publishing of sandboxes, last the status.
 */
@ControllerConfiguration(
        name = KataMonitorReconciler.NAME,
        finalizerName = ApiGroup.GROUP + "/sandbox-objects",
        fieldManager = "kata-monitor-operator",
        // Nothing tells when the cluster learns or forgets a kind: a reconciliation that changes nothing costs one
        // read.
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 50, timeUnit = TimeUnit.SECONDS),
        informer = @Informer(name = KataMonitorReconciler.NAME))
@GradualRetry(
        maxAttempts = KataMonitorReconciler.UNLIMITED,
        initialInterval = 2_000,
        intervalMultiplier = 2,
        maxInterval = 120_000)
@Workflow(
        explicitInvocation = true,
        handleExceptionsInReconciler = true,
        dependents = {
            @Dependent(name = "service-account", type = ServiceAccountDependentResource.class),
            @Dependent(
                    name = "daemon-set",
                    type = DaemonSetDependentResource.class,
                    readyPostcondition = DaemonSetReadyCondition.class),
            @Dependent(name = "network-policy", type = NetworkPolicyDependentResource.class),
            @Dependent(
                    name = "pod-monitor",
                    type = PodMonitorDependentResource.class,
                    activationCondition = PodMonitorKindExistsCondition.class,
                    reconcilePrecondition = PodMonitorWantedCondition.class)
        })
public final class KataMonitorReconciler implements Reconciler<KataMonitor>, Cleaner<KataMonitor> {
    static final String NAME = "katamonitor";
    private static final Logger LOG = LoggerFactory.getLogger(KataMonitorReconciler.class);
    static final int UNLIMITED = -1;
    private static final Duration CLEANUP_RETRY = Duration.ofSeconds(2);

    private final OperatorEnvironment environment;
    private final SandboxPublishing publishing;
    private final EventRecorder events;
    private final KataMonitorStatusFactory statusFactory;
    private final StatusWriter statusWriter;
    private final PodMonitorKind podMonitorKind;
    private final SimpleInboundEventSource<KataMonitor> notifications = new SimpleInboundEventSource<>("notifications");

    /** Work under way reads; whoever has ended all work writes, for ever. */
    private final ReentrantReadWriteLock work = new ReentrantReadWriteLock();

    private @Nullable NodeClaims nodeClaims;

    /** Makes a reconciler for one {@link io.javaoperatorsdk.operator.Operator}. */
    public KataMonitorReconciler(
            OperatorEnvironment environment, SandboxPublishing publishing, EventRecorder events, Clock clock) {
        this.environment = environment;
        this.publishing = publishing;
        this.events = events;
        this.statusFactory = new KataMonitorStatusFactory(clock);
        this.statusWriter = new StatusWriter(clock, events);
        this.podMonitorKind = new PodMonitorKind(clock);
    }

    @Override
    public List<EventSource<?, KataMonitor>> prepareEventSources(EventSourceContext<KataMonitor> context) {
        nodeClaims = new NodeClaims(environment, context);
        publishing.onSummaryChange(notifications::propagateEvent);
        return List.of(nodeClaims.eventSource(), notifications);
    }

    /**
     * Lets nothing begin any more and waits for what is under way. To be called before JOSDK is stopped: it empties its caches
     * while it still reconciles, and what is not in a cache looks as if it were gone.
     */
    public void end(Duration patience) {
        try {
            if (!work.isWriteLocked() && !work.writeLock().tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("A reconciliation has not ended within {} s", patience.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public UpdateControl<KataMonitor> reconcile(KataMonitor monitor, Context<KataMonitor> context) {
        if (!work.readLock().tryLock()) {
            return UpdateControl.noUpdate();
        }
        try {
            return bringAbout(monitor, context);
        } finally {
            work.readLock().unlock();
        }
    }

    private UpdateControl<KataMonitor> bringAbout(KataMonitor monitor, Context<KataMonitor> context) {
        NodeOwnership.Claim nodes = nodeClaims().claim(monitor, notifications::propagateEvent);
        List<Degradation> violations = SpecValidation.violations(CollectorSettings.of(monitor, environment));
        if (!violations.isEmpty()) {
            return report(monitor, nodes, violations, context);
        }
        MonitorPlan plan = MonitorPlan.of(monitor, environment, nodes, podMonitorKind.exists(context.getClient()));
        plan.handOver(context);
        Collection<Exception> errors = context.managedWorkflowAndDependentResourceContext()
                .reconcileManagedWorkflow()
                .getErroredDependents()
                .values();
        errors.stream()
                .filter(Degradations::isUnexpected)
                .forEach(e -> LOG.error(
                        "KataMonitor {}: unexpected failure",
                        monitor.getMetadata().getName(),
                        e));
        List<Degradation> failures = Degradations.of(errors);
        publishing.configure(monitor, nodes.owned());
        List<Degradation> degradations = new ArrayList<>(failures);
        degradations.addAll(Degradations.of(monitor, plan));
        UpdateControl<KataMonitor> result = report(monitor, nodes, degradations, context);
        if (!failures.isEmpty()) {
            throw new ReconciliationFailedException(failures);
        }
        return result;
    }

    private UpdateControl<KataMonitor> report(
            KataMonitor monitor,
            NodeOwnership.Claim nodes,
            List<Degradation> degradations,
            Context<KataMonitor> context) {
        UpdateControl<KataMonitor> control = UpdateControl.noUpdate();
        writeStatus(monitor, nodes, degradations, context).ifPresent(control::rescheduleAfter);
        return control;
    }

    private Optional<Duration> writeStatus(
            KataMonitor monitor,
            NodeOwnership.Claim nodes,
            List<Degradation> degradations,
            Context<KataMonitor> context) {
        Rollout rollout =
                context.getSecondaryResource(DaemonSet.class).map(Rollout::of).orElse(null);
        PublishingSummary summary = publishing.summary(monitor.getMetadata().getUid());
        var observation = new Observation(nodes.selected().size(), rollout, degradations, summary);
        return statusWriter.write(monitor, statusFactory.status(monitor, observation), context);
    }

    /** Failures of dependents are in the status already; this is for what nobody expected. */
    @Override
    public ErrorStatusUpdateControl<KataMonitor> updateErrorStatus(
            KataMonitor monitor, Context<KataMonitor> context, Exception failure) {
        if (!(failure instanceof ReconciliationFailedException)
                && work.readLock().tryLock()) {
            try {
                writeStatus(
                        monitor,
                        nodeClaims().claim(monitor, notifications::propagateEvent),
                        List.of(Degradations.of(failure)),
                        context);
            } finally {
                work.readLock().unlock();
            }
        }
        return ErrorStatusUpdateControl.noStatusUpdate();
    }

    /** Dependents go with the KataMonitor by their ownerReferences; the objects of sandboxes are in other namespaces. */
    @Override
    public DeleteControl cleanup(KataMonitor monitor, Context<KataMonitor> context) {
        if (!work.readLock().tryLock()) {
            return DeleteControl.noFinalizerRemoval();
        }
        try {
            return cleanup(monitor);
        } finally {
            work.readLock().unlock();
        }
    }

    private DeleteControl cleanup(KataMonitor monitor) {
        nodeClaims().release(monitor, notifications::propagateEvent);
        if (!publishing.remove(monitor)) {
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(CLEANUP_RETRY);
        }
        statusWriter.forget(monitor);
        events.record(
                monitor,
                Occurrence.Type.Normal,
                Reason.SandboxObjectsDeleted,
                "all KataSandboxMetrics of this KataMonitor are deleted");
        return DeleteControl.defaultDelete();
    }

    private NodeClaims nodeClaims() {
        return Objects.requireNonNull(nodeClaims, "JOSDK prepares event sources before it reconciles");
    }
}
