package io.katacontainers.monitor.operator.monitor;

import io.fabric8.openshift.api.model.monitoring.v1.PodMetricsEndpoint;
import io.fabric8.openshift.api.model.monitoring.v1.PodMetricsEndpointBuilder;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitorBuilder;
import io.fabric8.openshift.api.model.monitoring.v1.RelabelConfig;
import io.fabric8.openshift.api.model.monitoring.v1.RelabelConfigBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.katacontainers.monitor.api.v1alpha1.CadvisorCompatibility;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells Prometheus to scrape each collector. Of what guests might write, Prometheus' own labels win. */
final class PodMonitorDependentResource extends CRUDKubernetesDependentResource<PodMonitor, KataMonitor> {
    private static final String CADVISOR_PATH = "/metrics/cadvisor";

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
                .withPodMetricsEndpoints(endpoints(scraping))
                .endSpec()
                .build();
    }

    private static List<PodMetricsEndpoint> endpoints(ScrapingSettings scraping) {
        PodMetricsEndpoint own = own(scraping);
        return scraping.cadvisor() == CadvisorCompatibility.Never ? List.of(own) : List.of(own, cadvisor(scraping));
    }

    private static PodMetricsEndpoint own(ScrapingSettings scraping) {
        var endpoint = endpoint(scraping, "/metrics")
                .withRelabelings(nodeNameAs("node"), nodeNameAs("instance"))
                .withMetricRelabelings(metricRelabelings(scraping));
        if (!scraping.includedFamilies().isEmpty()) {
            endpoint.addToParams("filter_family", List.of(String.join(",", scraping.includedFamilies())));
        }
        return endpoint.build();
    }

    /**
     * What the kubelet's cAdvisor would serve of Kata pods, under the names that existing rules ask for: the collector's labels win
     * here, and the series become the kubelet's. The target does not: {@code up} tells of the collector. Its label {@code endpoint}
     * differs from the other target's, which would else have the same {@code up}.
     */
    private static PodMetricsEndpoint cadvisor(ScrapingSettings scraping) {
        List<RelabelConfig> relabelings = new ArrayList<>(scraping.metricRelabelings());
        relabelings.add(always("job", "kubelet"));
        relabelings.add(always("metrics_path", CADVISOR_PATH));
        relabelings.add(replace("instance", "node"));
        return endpoint(scraping, CADVISOR_PATH)
                .withHonorLabels(true)
                .withRelabelings(nodeNameAs("node"), nodeNameAs("instance"), always("endpoint", "cadvisor"))
                .withMetricRelabelings(relabelings)
                .build();
    }

    /** Samples carry the time of their measurement: without tracking, a series that ended would seem to go on for five minutes. */
    private static PodMetricsEndpointBuilder endpoint(ScrapingSettings scraping, String path) {
        return new PodMetricsEndpointBuilder()
                .withPort(CollectorPodTemplate.METRICS_PORT_NAME)
                .withPath(path)
                .withScheme("http")
                .withInterval(scraping.interval())
                .withScrapeTimeout(scraping.scrapeTimeout())
                .withHonorTimestamps(true)
                .withTrackTimestampsStaleness(true);
    }

    private static RelabelConfig nodeNameAs(String label) {
        return replace("__meta_kubernetes_pod_node_name", label);
    }

    private static RelabelConfig replace(String source, String label) {
        return new RelabelConfigBuilder()
                .withAction("replace")
                .withSourceLabels(source)
                .withTargetLabel(label)
                .build();
    }

    private static RelabelConfig always(String label, String value) {
        return new RelabelConfigBuilder()
                .withAction("replace")
                .withTargetLabel(label)
                .withReplacement(value)
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
