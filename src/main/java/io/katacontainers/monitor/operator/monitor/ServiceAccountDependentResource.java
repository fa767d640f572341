package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;

/** The collectors' account: one without rights and token, for admission policies that go by account. */
final class ServiceAccountDependentResource extends CRUDKubernetesDependentResource<ServiceAccount, KataMonitor> {
    ServiceAccountDependentResource() {
        super(ServiceAccount.class);
    }

    static ServiceAccount desired(KataMonitor monitor) {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(monitor.getMetadata().getNamespace())
                .withName(DependentNames.dependent(monitor))
                .withLabels(CollectorLabels.of(monitor))
                .endMetadata()
                .withAutomountServiceAccountToken(false)
                .build();
    }

    @Override
    protected ServiceAccount desired(KataMonitor monitor, Context<KataMonitor> context) {
        return desired(monitor);
    }
}
