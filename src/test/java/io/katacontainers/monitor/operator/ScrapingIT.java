package io.katacontainers.monitor.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.katacontainers.monitor.api.v1alpha1.PodMonitorMode;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the operator sets up for Prometheus, in a cluster that learns and forgets the kind PodMonitor. */
class ScrapingIT {
    /** The kind is looked for with each reconciliation, each 50 s at the latest: changes of a node save the wait. */
    private static void eventually(OperatorCluster cluster, ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    cluster.changeLabel("node-1");
                    assertion.run();
                });
    }

    private static CustomResourceDefinition podMonitors() {
        return new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .withName("podmonitors.monitoring.coreos.com")
                .endMetadata()
                .withNewSpec()
                .withGroup("monitoring.coreos.com")
                .withScope("Namespaced")
                .withNewNames()
                .withKind("PodMonitor")
                .withListKind("PodMonitorList")
                .withPlural("podmonitors")
                .withSingular("podmonitor")
                .endNames()
                .addNewVersion()
                .withName("v1")
                .withServed(true)
                .withStorage(true)
                .withNewSchema()
                .withNewOpenAPIV3Schema()
                .withType("object")
                .withXKubernetesPreserveUnknownFields(true)
                .endOpenAPIV3Schema()
                .endSchema()
                .endVersion()
                .endSpec()
                .build();
    }

    private static @Nullable PodMonitor podMonitor(OperatorCluster cluster) {
        return cluster.admin
                .resources(PodMonitor.class)
                .inNamespace(OperatorCluster.NAMESPACE)
                .withName("kata-collector")
                .get();
    }

    @Test
    @DisplayName("the kind PodMonitor may come and go: no restart is needed, nothing spins, the operator stays ready")
    void kindComesAndGoes() throws Exception {
        try (OperatorCluster cluster = new OperatorCluster("node-1")) {
            RunningOperator operator = cluster.start("operator-0");
            cluster.apply("kata", Specs.podMonitor(PodMonitorMode.Always));
            eventually(cluster, () -> assertThat(cluster.condition("kata", "Degraded"))
                    .isEqualTo("Degraded=True (PodMonitorKindMissing)"));
            eventually(cluster, () -> assertThat(cluster.condition("kata", "Ready"))
                    .isEqualTo("Ready=True (CollectorsReady)"));

            var definition = cluster.admin.resource(podMonitors()).create();
            eventually(cluster, () -> assertThat(podMonitor(cluster)).isNotNull());
            eventually(cluster, () -> assertThat(cluster.condition("kata", "Degraded"))
                    .isEqualTo("Degraded=False (AsExpected)"));
            assertThat(cluster.server.audit().denied()).as("refused by RBAC").isEmpty();
            cluster.server.audit().clear();
            cluster.admin.resource(definition).delete();
            eventually(cluster, () -> assertThat(cluster.condition("kata", "Degraded"))
                    .isEqualTo("Degraded=True (PodMonitorKindMissing)"));
            eventually(cluster, () -> assertThat(operator.readiness()).isEqualTo("200 ok: leader"));
            assertThat(cluster.server.audit().entries(e -> e.call().path().contains("/apis/monitoring.coreos.com/")))
                    .as("requests in vain")
                    .hasSizeLessThan(60);
        }
    }

    @Test
    @DisplayName("collectors may be reached by the operator and whom the spec names")
    void networkPolicy() throws Exception {
        try (OperatorCluster cluster = new OperatorCluster("node-1")) {
            cluster.start("operator-0");
            cluster.apply("kata", Specs.scrapedFrom("team", "monitoring"));
            eventually(cluster, () -> {
                var policy = cluster.admin
                        .network()
                        .v1()
                        .networkPolicies()
                        .inNamespace(OperatorCluster.NAMESPACE)
                        .withName("kata-collector")
                        .get();
                assertThat(policy).isNotNull();
                var metrics = policy.getSpec().getIngress().get(0);
                assertThat(metrics.getPorts())
                        .extracting(p -> p.getPort().getIntVal())
                        .containsExactly(8090);
                assertThat(metrics.getFrom()).hasSize(2);
                assertThat(metrics.getFrom().get(0).getPodSelector().getMatchLabels())
                        .containsEntry("app.kubernetes.io/component", "operator");
                assertThat(metrics.getFrom().get(1).getNamespaceSelector().getMatchLabels())
                        .containsEntry("team", "monitoring");
            });
            cluster.assertWellBehaved();
        }
    }
}
