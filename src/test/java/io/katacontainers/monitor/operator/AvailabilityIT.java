package io.katacontainers.monitor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.api.v1alpha1.CollectorCounts;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.api.v1alpha1.SandboxCounts;
import io.katacontainers.monitor.operator.sandbox.SandboxFixture;
import io.katacontainers.monitor.report.AgentReport.Reachable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Replicas that come and go, and an API server that does. */
class AvailabilityIT extends OperatorScenario {
    /** All is written that there is to write: the objects, and the counts in the status. */
    private void awaitCounts(int sandboxes) {
        eventually(() -> {
            assertThat(cluster.objects()).hasSize(sandboxes);
            assertThat(status("kata").sandboxes()).isEqualTo(new SandboxCounts(sandboxes, 0, 0, 0));
            assertThat(status("kata").collectors()).isEqualTo(new CollectorCounts(1, 1, 1));
        });
    }

    @Test
    @DisplayName("a second apply, a restart and a change of leader write nothing; the status and its times stay")
    void quiet() throws Exception {
        cluster.collectors.serve("node-1", SandboxFixture.node(cluster.sandbox(ID, "web", "node-1")));
        RunningOperator first = cluster.start("operator-0");
        cluster.apply("kata", EMPTY);
        awaitCondition("kata", "Ready=True (CollectorsReady)");
        awaitCounts(1);
        assertThat(cluster.collectors.lastQuery("kata")).contains("interval=60s");
        Map<String, String> before = cluster.versions();

        cluster.apply("kata", EMPTY);
        RunningOperator second = cluster.start("operator-1");
        assertThat(second.readiness()).isEqualTo("200 ok: standby");
        assertThat(first.readiness()).isEqualTo("200 ok: leader");
        first.close();
        eventually(() -> assertThat(second.readiness()).isEqualTo("200 ok: leader"));
        assertThat(first.leadershipLost).as("an orderly end is no loss").hasValue(0);
        eventually(() -> assertThat(second.reconciliations()).isPositive());
        eventually(() -> assertThat(second.metric("kata_monitor_operator_reports_total", "result", "changed"))
                .isPositive());
        second.close();

        RunningOperator third = cluster.start("operator-0");
        eventually(() -> assertThat(third.metric("kata_monitor_operator_reports_total", "result", "changed"))
                .isPositive());
        // The first summary is told after five seconds.
        eventually(() -> assertThat(third.reconciliations()).isGreaterThan(1));
        assertThat(cluster.versions()).isEqualTo(before);
        assertThat(cluster.operatorWrites())
                .as("one write of the status when collectors are ready, and one of its counts")
                .filteredOn(e -> e.call().resource().equals("katamonitors"))
                .hasSizeLessThan(8);
    }

    @Test
    @DisplayName("a replica whose lease another one took says so and writes no more; health and metrics answer")
    void lostLease() throws Exception {
        RunningOperator operator = cluster.start("operator-0");
        eventually(() -> assertThat(operator.readiness()).isEqualTo("200 ok: leader"));
        assertThat(operator.health("/healthz")).isEqualTo("200 ok");
        assertThat(operator.health("/nothing")).startsWith("404 ");
        assertThat(operator.metrics())
                .contains("kata_monitor_operator_leader 1.0")
                .contains("kata_monitor_operator_build_info{version=\"test\",} 1.0");

        cluster.admin
                .leases()
                .inNamespace(OperatorCluster.NAMESPACE)
                .withName(OperatorProcess.LEASE)
                .edit(lease -> {
                    lease.getSpec().setHolderIdentity("operator-1");
                    return lease;
                });

        eventually(() -> assertThat(operator.leadershipLost).hasValue(1));
        double seen = operator.reconciliations();
        cluster.apply("kata", EMPTY);
        eventually(() -> assertThat(operator.reconciliations()).isGreaterThan(seen));
        assertThat(cluster.operatorWrites())
                .filteredOn(e -> e.call().resource().equals("daemonsets"))
                .isEmpty();
    }

    @Test
    @DisplayName("an API server that vanishes, throttles and fails is waited for: nothing is lost, nothing storms")
    void outage() throws Exception {
        SandboxFixture web = cluster.sandbox(ID, "web", "node-1");
        cluster.collectors.serve("node-1", SandboxFixture.node(web));
        RunningOperator operator = cluster.start("operator-0");
        cluster.apply("kata", EMPTY);
        awaitCounts(1);

        cluster.server.faults().throttle(3, c -> c.resource().equals("katasandboxmetrics") && c.isWrite(), 1);
        cluster.server.faults().respond(3, c -> c.resource().equals("daemonsets"), 500);
        cluster.server.partition();
        cluster.collectors.serve("node-1", SandboxFixture.node(web.with(Reachable.NO)));
        eventually(() -> assertThat(operator.metric("kata_monitor_operator_write_failures_total", "reason", "failed"))
                .isPositive());
        cluster.server.heal();

        eventually(() -> assertThat(agent()).isEqualTo("False"));
        eventually(() -> assertThat(operator.readiness()).isEqualTo("200 ok: leader"));
        eventually(() -> assertThat(status("kata").sandboxes()).isEqualTo(new SandboxCounts(1, 1, 0, 0)));
        assertThat(operator.leadershipLost).hasValue(0);
    }

    private String agent() {
        List<KataSandboxMetrics> objects = cluster.objects();
        assertThat(objects).hasSize(1);
        return Objects.requireNonNull(
                        Objects.requireNonNull(objects.get(0).getStatus()).conditions())
                .stream()
                .filter(c -> c.type().equals("AgentReachable"))
                .map(c -> c.status().name())
                .findFirst()
                .orElse("");
    }
}
