package io.katacontainers.monitor.operator.monitor;

import io.fabric8.openshift.api.model.monitoring.v1.PodMetricsEndpointBuilder;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitorBuilder;
import io.fabric8.openshift.api.model.monitoring.v1.RelabelConfig;
import io.fabric8.openshift.api.model.monitoring.v1.RelabelConfigBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells Prometheus to scrape each collector; its own labels win over those that a guest might write. */
final class PodMonitorDependentResource extends CRUDKubernetesDependentResource<PodMonitor, KataMonitor> {
    PodMonitorDependentResource() {
        super(PodMonitor.class);
    }

    static PodMonitor desired(KataMonitor monitor) {
        ScrapingSettings scraping = ScrapingSettings.of(monitor);
        Map<String, String> labels = new HashMap<>(scraping.labels());
        labels.putAll(CollectorLabels.of(monitor));
        return new PodMonitorBuilder()
                .withNewMetadata()
                .withNamespace(monitor.getMetadata().getNamespace())
                .withName(DependentNames.dependent(monitor))
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withJobLabel(CollectorLabels.NAME)
                .withNewSelector()
                .withMatchLabels(CollectorLabels.selector(monitor))
                .endSelector()
                .addToPodMetricsEndpoints(endpoint(scraping).build())
                .endSpec()
                .build();
    }

    private static PodMetricsEndpointBuilder endpoint(ScrapingSettings scraping) {
        var endpoint = new PodMetricsEndpointBuilder()
                .withPort(CollectorPodTemplate.METRICS_PORT_NAME)
                .withPath("/metrics")
                .withScheme("http")
                .withInterval(scraping.interval())
                .withScrapeTimeout(scraping.scrapeTimeout())
                .withRelabelings(nodeNameAs("node"), nodeNameAs("instance"))
                .withMetricRelabelings(metricRelabelings(scraping));
        if (!scraping.includedFamilies().isEmpty()) {
            endpoint.addToParams("filter_family", List.of(String.join(",", scraping.includedFamilies())));
        }
        return endpoint;
    }

    private static RelabelConfig nodeNameAs(String label) {
        return new RelabelConfigBuilder()
                .withAction("replace")
                .withSourceLabels("__meta_kubernetes_pod_node_name")
                .withTargetLabel(label)
                .build();
    }

    private static List<RelabelConfig> metricRelabelings(ScrapingSettings scraping) {
        List<RelabelConfig> relabelings = new ArrayList<>();
        if (!scraping.excludedFamilies().isEmpty()) {
            relabelings.add(new RelabelConfigBuilder()
                    .withAction("drop")
                    .withSourceLabels("__name__")
                    .withRegex("(" + String.join("|", scraping.excludedFamilies()) + ").*")
                    .build());
        }
        relabelings.addAll(scraping.metricRelabelings());
        return relabelings;
    }

    @Override
    protected PodMonitor desired(KataMonitor monitor, Context<KataMonitor> context) {
        return desired(monitor);
    }
}
