package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.openshift.api.model.monitoring.v1.RelabelConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How Prometheus finds and scrapes the collectors. */
@ValidationRule(
        value = "!has(self.interval) || !has(self.scrapeTimeout)"
                + " || ![self.interval, self.scrapeTimeout].all(d, d != '' && d.matches('^([0-9]{1,4}h)?([0-9]{1,4}m)?([0-9]{1,4}s)?$'))"
                + " || duration(self.scrapeTimeout) <= duration(self.interval)",
        message = "scrapeTimeout must not be longer than interval")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScrapingSpec(
        @Default("Auto")
        @JsonPropertyDescription(
                "Whether a PodMonitor is made: Auto (where the cluster knows the kind), Always or Never.")
        @Nullable
        PodMonitorMode podMonitor,

        @Default("30s")
        @Size(max = 16)
        @ValidationRule(
                value =
                        "self != '' && self.matches('^([0-9]{1,4}h)?([0-9]{1,4}m)?([0-9]{1,4}s)?$') && duration(self) >= duration('1s') && duration(self) <= duration('1h')",
                message = "interval must be a duration such as 30s or 1m30s, from 1s to 1h")
        @JsonPropertyDescription("Time between two scrapes.")
        @Nullable
        String interval,

        @Default("10s")
        @Size(max = 16)
        @ValidationRule(
                value =
                        "self != '' && self.matches('^([0-9]{1,4}h)?([0-9]{1,4}m)?([0-9]{1,4}s)?$') && duration(self) >= duration('1s') && duration(self) <= duration('1h')",
                message = "scrapeTimeout must be a duration such as 30s or 1m30s, from 1s to 1h")
        @JsonPropertyDescription("Time after which a scrape is given up.")
        @Nullable
        String scrapeTimeout,

        @JsonPropertyDescription("Labels of the PodMonitor, for Prometheus objects that select by label.") @Nullable
        Map<String, String> labels,

        @JsonPropertyDescription(
                "Which metric families of the endpoint /metrics are kept. Those of /metrics/cadvisor are all kept.")
        @Nullable
        FamilySelection families,

        @Default("Auto")
        @JsonPropertyDescription(
                "Whether /metrics/cadvisor has cAdvisor's container_* families for Kata pods, and is scraped: Auto (what kubelets leave out), Always (all) or Never.")
        @Nullable
        CadvisorCompatibility cadvisorCompatibility,

        @Size(max = 64)
        @JsonPropertyDescription(
                "Relabelings of the series of both endpoints: after those of families, before those that give /metrics/cadvisor the labels job, metrics_path and node of the kubelet's.")
        @Nullable
        List<RelabelConfig> metricRelabelings,

        @Size(max = 32)
        @JsonPropertyDescription(
                "Who may connect to the collectors, besides the operator. Default: pods of namespaces labelled metrics=enabled.")
        @Nullable
        List<NetworkPolicyPeer> from) {}
