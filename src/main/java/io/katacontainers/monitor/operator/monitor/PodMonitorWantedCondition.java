package io.katacontainers.monitor.operator.monitor;

import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.PodMonitorMode;

/** Where it is not met an existing PodMonitor is deleted. */
final class PodMonitorWantedCondition implements Condition<PodMonitor, KataMonitor> {
    @Override
    public boolean isMet(
            DependentResource<PodMonitor, KataMonitor> dependent, KataMonitor monitor, Context<KataMonitor> context) {
        return ScrapingSettings.of(monitor).podMonitor() != PodMonitorMode.Never;
    }
}
