package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;

/** Whether the collectors run as wanted. Nothing waits for it: scraping is set up while collectors start. */
final class DaemonSetReadyCondition implements Condition<DaemonSet, KataMonitor> {
    @Override
    public boolean isMet(
            DependentResource<DaemonSet, KataMonitor> dependent, KataMonitor monitor, Context<KataMonitor> context) {
        return dependent
                .getSecondaryResource(monitor, context)
                .map(Rollout::of)
                .filter(Rollout::complete)
                .isPresent();
    }
}
