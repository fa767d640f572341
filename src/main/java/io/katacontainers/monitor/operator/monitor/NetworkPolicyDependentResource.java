package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import java.util.ArrayList;
import java.util.List;

/**
 * Who may connect to collectors: the operator and whom the spec names, to the metrics port. The port of the probes is open to
 * all, since some network plugins do not tell the kubelet from others and it answers nothing but ok. Collectors themselves connect
 * to nobody.
 */
final class NetworkPolicyDependentResource extends CRUDKubernetesDependentResource<NetworkPolicy, KataMonitor> {
    NetworkPolicyDependentResource() {
        super(NetworkPolicy.class);
    }

    static NetworkPolicy desired(KataMonitor monitor) {
        List<NetworkPolicyPeer> peers = new ArrayList<>();
        peers.add(operator());
        peers.addAll(ScrapingSettings.of(monitor).from());
        return new NetworkPolicyBuilder()
                .withNewMetadata()
                .withNamespace(monitor.getMetadata().getNamespace())
                .withName(DependentNames.dependent(monitor))
                .withLabels(CollectorLabels.of(monitor))
                .endMetadata()
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(CollectorLabels.selector(monitor))
                .endPodSelector()
                .withPolicyTypes("Ingress", "Egress")
                .addNewIngress()
                .withFrom(peers)
                .withPorts(port(CollectorPodTemplate.METRICS_PORT))
                .endIngress()
                .addNewIngress()
                .withPorts(port(CollectorPodTemplate.HEALTH_PORT))
                .endIngress()
                .endSpec()
                .build();
    }

    private static NetworkPolicyPeer operator() {
        return new NetworkPolicyPeerBuilder()
                .withNewPodSelector()
                .addToMatchLabels(CollectorLabels.COMPONENT, CollectorLabels.OPERATOR)
                .addToMatchLabels(CollectorLabels.NAME, CollectorLabels.NAME_VALUE)
                .endPodSelector()
                .build();
    }

    private static NetworkPolicyPort port(int number) {
        return new NetworkPolicyPortBuilder()
                .withNewPort(number)
                .withProtocol("TCP")
                .build();
    }

    @Override
    protected NetworkPolicy desired(KataMonitor monitor, Context<KataMonitor> context) {
        return desired(monitor);
    }
}
