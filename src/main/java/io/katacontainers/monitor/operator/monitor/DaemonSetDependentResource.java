package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;

/** The collectors. */
final class DaemonSetDependentResource extends CRUDKubernetesDependentResource<DaemonSet, KataMonitor> {
    DaemonSetDependentResource() {
        super(DaemonSet.class);
    }

    static DaemonSet desired(KataMonitor monitor, MonitorPlan plan) {
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withNamespace(monitor.getMetadata().getNamespace())
                .withName(DependentNames.dependent(monitor))
                .withLabels(CollectorLabels.of(monitor))
                .endMetadata()
                .withNewSpec()
                .withRevisionHistoryLimit(3)
                .withNewSelector()
                .withMatchLabels(CollectorLabels.selector(monitor))
                .endSelector()
                .withUpdateStrategy(
                        CollectorSettings.of(monitor, plan.environment()).updateStrategy())
                .withTemplate(CollectorPodTemplate.of(monitor, plan))
                .endSpec()
                .build();
    }

    @Override
    protected DaemonSet desired(KataMonitor monitor, Context<KataMonitor> context) {
        return desired(monitor, MonitorPlan.from(context));
    }
}
