package io.katacontainers.monitor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.katacontainers.monitor.api.v1alpha1.ContainerStatus;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import io.katacontainers.monitor.operator.sandbox.SandboxFixture;
import io.katacontainers.monitor.sim.apiserver.AuditEntry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Figures of containers and kills for lack of memory, with the rights of the operator's own roles. */
class FiguresIT extends OperatorScenario {
    @Test
    @DisplayName("figures move, the overhead is held against the declared one, and a kill becomes an Event on the Pod")
    void figures() throws Exception {
        SandboxFixture web = cluster.sandbox(
                ID, "web", "node-1", Map.of("cpu", new Quantity("250m"), "memory", new Quantity("160Mi")));
        cluster.collectors.serve(
                "node-1", SandboxFixture.node(web.using(200, 120, 0L).costing(100, 140)));
        cluster.start("operator-0");
        cluster.apply("kata", Specs.interval("10s"));
        eventually(() -> {
            assertThat(cluster.objects()).hasSize(1);
            assertThat(container().cpu()).hasToString("200m");
            assertThat(condition("OverheadExceeded")).isEqualTo("False WithinDeclared");
        });

        cluster.collectors.serve(
                "node-1", SandboxFixture.node(web.using(450, 250, 2L).costing(100, 200)));

        eventually(() -> {
            assertThat(container().cpu()).hasToString("450m");
            assertThat(container().memory()).hasToString("250Mi");
            assertThat(container().oomKills()).isEqualTo(2);
            assertThat(condition("OverheadExceeded")).isEqualTo("True AboveDeclared");
        });
        Pod pod = cluster.admin.pods().inNamespace("shop").withName("web").get();
        eventually(() -> assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.getType()).isEqualTo("Warning");
            assertThat(event.getReason()).isEqualTo("GuestOOMKilled");
            assertThat(event.getMessage()).isEqualTo("Container web in the guest: killed 2 times for lack of memory");
            assertThat(event.getCount()).isEqualTo(2);
            assertThat(event.getInvolvedObject().getKind()).isEqualTo("Pod");
            assertThat(event.getInvolvedObject().getUid())
                    .isEqualTo(pod.getMetadata().getUid());
            assertThat(event.getRelated().getUid())
                    .isEqualTo(object().getMetadata().getUid());
            assertThat(event.getReportingInstance()).isEqualTo("operator-0");
        }));

        assertThat(cluster.server.audit().writes("events"))
                .extracting(AuditEntry::status)
                .allSatisfy(status -> assertThat(status).isLessThan(300));
    }

    private List<Event> events() {
        return cluster.admin.v1().events().inNamespace("shop").list().getItems();
    }

    private KataSandboxMetrics object() {
        assertThat(cluster.objects()).hasSize(1);
        return cluster.objects().get(0);
    }

    private KataSandboxMetricsStatus status() {
        return Objects.requireNonNull(object().getStatus());
    }

    private ContainerStatus container() {
        List<ContainerStatus> containers = Objects.requireNonNull(status().containers());
        assertThat(containers).hasSize(1);
        return containers.get(0);
    }

    private String condition(String type) {
        return Objects.requireNonNull(status().conditions()).stream()
                .filter(c -> c.type().equals(type))
                .map(c -> c.status() + " " + c.reason())
                .findFirst()
                .orElse("none");
    }
}
