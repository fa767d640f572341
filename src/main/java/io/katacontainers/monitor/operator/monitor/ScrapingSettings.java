package io.katacontainers.monitor.operator.monitor;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.openshift.api.model.monitoring.v1.RelabelConfig;
import io.katacontainers.monitor.api.v1alpha1.CadvisorCompatibility;
import io.katacontainers.monitor.api.v1alpha1.FamilySelection;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.PodMonitorMode;
import io.katacontainers.monitor.api.v1alpha1.ScrapingSpec;
import java.util.List;
import java.util.Map;

/** {@code spec.scraping} with every default filled in. */
record ScrapingSettings(
        PodMonitorMode podMonitor,
        String interval,
        String scrapeTimeout,
        Map<String, String> labels,
        List<String> includedFamilies,
        List<String> excludedFamilies,
        CadvisorCompatibility cadvisor,
        List<RelabelConfig> metricRelabelings,
        List<NetworkPolicyPeer> from) {

    private static final ScrapingSpec EMPTY = new ScrapingSpec(null, null, null, null, null, null, null, null);
    private static final FamilySelection ALL = new FamilySelection(null, null);

    static ScrapingSettings of(KataMonitor monitor) {
        var spec = monitor.getSpec();
        ScrapingSpec scraping = spec == null || spec.scraping() == null ? EMPTY : spec.scraping();
        FamilySelection families = requireNonNullElse(scraping.families(), ALL);
        return new ScrapingSettings(
                requireNonNullElse(scraping.podMonitor(), PodMonitorMode.Auto),
                requireNonNullElse(scraping.interval(), "30s"),
                requireNonNullElse(scraping.scrapeTimeout(), "10s"),
                requireNonNullElse(scraping.labels(), Map.of()),
                requireNonNullElse(families.include(), List.of()),
                requireNonNullElse(families.exclude(), List.of()),
                requireNonNullElse(scraping.cadvisorCompatibility(), CadvisorCompatibility.Auto),
                requireNonNullElse(scraping.metricRelabelings(), List.of()),
                requireNonNullElse(scraping.from(), List.of(namespacesWithMetrics())));
    }

    private static NetworkPolicyPeer namespacesWithMetrics() {
        return new NetworkPolicyPeerBuilder()
                .withNewNamespaceSelector()
                .addToMatchLabels("metrics", "enabled")
                .endNamespaceSelector()
                .build();
    }
}
