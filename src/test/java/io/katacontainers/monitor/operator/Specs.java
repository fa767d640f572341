package io.katacontainers.monitor.operator;

import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.katacontainers.monitor.api.v1alpha1.CollectorSpec;
import io.katacontainers.monitor.api.v1alpha1.KataMonitorSpec;
import io.katacontainers.monitor.api.v1alpha1.PodMonitorMode;
import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsSpec;
import io.katacontainers.monitor.api.v1alpha1.ScrapingSpec;
import java.util.List;

/** Specs of which one field is not the default. */
final class Specs {
    private Specs() {}

    static KataMonitorSpec interval(String interval) {
        return new KataMonitorSpec(null, null, new SandboxMetricsSpec(null, interval, null), null);
    }

    static KataMonitorSpec tolerating(Toleration... tolerations) {
        return new KataMonitorSpec(
                new CollectorSpec(
                        null, null, List.of(tolerations), null, null, null, null, null, null, null, null, null),
                null,
                null,
                null);
    }

    static KataMonitorSpec podMonitor(PodMonitorMode mode) {
        return new KataMonitorSpec(null, new ScrapingSpec(mode, null, null, null, null, null, null, null), null, null);
    }

    /** Scraped from the namespaces with this label only. */
    static KataMonitorSpec scrapedFrom(String label, String value) {
        NetworkPolicyPeer peer = new NetworkPolicyPeerBuilder()
                .withNewNamespaceSelector()
                .addToMatchLabels(label, value)
                .endNamespaceSelector()
                .build();
        return new KataMonitorSpec(
                null, new ScrapingSpec(null, null, null, null, null, null, null, List.of(peer)), null, null);
    }
}
