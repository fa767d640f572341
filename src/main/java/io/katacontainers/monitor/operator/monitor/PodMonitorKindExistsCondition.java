package io.katacontainers.monitor.operator.monitor;

import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;

/** Watches PodMonitors only where the cluster knows them. */
final class PodMonitorKindExistsCondition implements Condition<PodMonitor, KataMonitor> {
    @Override
    public boolean isMet(
            DependentResource<PodMonitor, KataMonitor> dependent, KataMonitor monitor, Context<KataMonitor> context) {
        return MonitorPlan.from(context).podMonitorKindExists();
    }
}
