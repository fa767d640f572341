package io.katacontainers.monitor.operator.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.api.v1alpha1.Condition;
import io.katacontainers.monitor.api.v1alpha1.SandboxPhase;
import io.katacontainers.monitor.report.AgentReport.Reachable;
import io.katacontainers.monitor.report.SandboxReport.PodKnowledge;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PublishingPlanTest {
    private static final String ID = "0123456789abcdef";
    private static final SandboxFixture WEB = SandboxFixture.running(ID, "web");

    private final PlanHarness harness = new PlanHarness(SandboxFixture.monitor("node-1"));

    private void createWeb() {
        harness.pod("web", "node-1");
        harness.report("node-1", WEB);
        harness.drain();
        harness.writes.clear();
    }

    /** Time passes while the collector answers that nothing changed. */
    private void steady(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusSeconds(30)) {
            harness.pass(Duration.ofSeconds(30));
            harness.plan.unchanged(harness.monitor.uid(), "node-1");
        }
    }

    private Condition condition(String type) {
        return Objects.requireNonNull(harness.status().conditions()).stream()
                .filter(c -> c.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("a sandbox is created whole, once, at once")
    void creates() {
        harness.pod("web", "node-1");
        harness.report("node-1", WEB);
        harness.drain();
        steady(Duration.ofMinutes(20));

        assertThat(harness.verbs()).containsExactly("create new");
        assertThat(harness.objects).containsOnlyKeys("shop/web-0123456789ab");
        assertThat(harness.status().phase()).isEqualTo(SandboxPhase.Running);
        assertThat(harness.only().getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> {
                    assertThat(owner.getUid()).isEqualTo("uid-web");
                    assertThat(owner.getController()).isFalse();
                });
    }

    @Test
    @DisplayName("nothing is created before the runtime told the pod")
    void waitsForPod() {
        harness.pod("web", "node-1");
        harness.report("node-1", WEB.with(PodKnowledge.PENDING));
        harness.pass(Duration.ofMinutes(1));
        assertThat(harness.writes).isEmpty();

        harness.report("node-1", WEB);
        harness.drain();
        assertThat(harness.verbs()).containsExactly("create new");
    }

    @Test
    @DisplayName("a sandbox without a pod is published in the KataMonitor's namespace, and moves when the pod is known")
    void withoutPod() {
        harness.report("node-1", WEB.with(PodKnowledge.NONE));
        harness.pass(Duration.ofSeconds(10));
        assertThat(harness.writes).isEmpty();
        harness.pass(Duration.ofSeconds(10));
        assertThat(harness.only().getMetadata().getNamespace()).isEqualTo("kata-monitor");

        harness.pod("web", "node-1");
        harness.report("node-1", WEB);
        harness.drain();
        assertThat(harness.objects).containsOnlyKeys("shop/web-0123456789ab");
    }

    @Test
    @DisplayName("a runtime that forgets a pod before its VM is gone changes nothing")
    void podForgotten() {
        createWeb();
        harness.report("node-1", WEB.with(PodKnowledge.NONE));
        harness.pass(Duration.ofMinutes(1));
        assertThat(harness.writes).isEmpty();
    }

    @Test
    @DisplayName("figures inside the dead band are written with the slow refresh only")
    void deadBand() {
        createWeb();
        harness.report("node-1", WEB.with(SandboxFixture.vm(1030)));
        steady(Duration.ofMinutes(10));
        assertThat(harness.writes).isEmpty();

        steady(Duration.ofMinutes(10));
        assertThat(harness.verbs()).containsExactly("patch refresh");
        assertThat(harness.vm().available()).hasToString("1032Mi");
    }

    @Test
    @DisplayName("figures outside it are written at most once per interval, the newest")
    void figures() {
        createWeb();
        for (int second = 0; second < 30; second++) {
            harness.report("node-1", WEB.with(SandboxFixture.vm(1500 - 10 * second)));
            harness.pass(Duration.ofSeconds(1));
        }
        assertThat(harness.writes).isEmpty();

        harness.pass(Duration.ofSeconds(45));
        assertThat(harness.verbs()).containsExactly("patch figures");
        assertThat(harness.vm().available()).hasToString("1208Mi");
    }

    @Test
    @DisplayName("a change of state is written at once; a flapping one a few times per interval")
    void state() {
        createWeb();
        harness.report("node-1", WEB.with(Reachable.NO));
        harness.drain();
        assertThat(harness.verbs()).containsExactly("patch state");
        assertThat(condition("AgentReachable").status()).isEqualTo(Condition.Status.False);
        assertThat(condition("MetricsScrapable").lastTransitionTime()).isEqualTo(PlanHarness.START.toString());

        for (int i = 0; i < 100; i++) {
            harness.report("node-1", WEB.with(i % 2 == 0 ? Reachable.YES : Reachable.NO));
            harness.pass(Duration.ofMillis(500));
        }
        assertThat(harness.writes).hasSizeLessThan(6);
    }

    @Test
    @DisplayName("a sandbox is gone after two complete reports without it")
    void deletes() {
        createWeb();
        assertThat(harness.report("node-1")).as("a second look is wanted").isTrue();
        harness.pass(Duration.ofSeconds(10));
        assertThat(harness.writes).isEmpty();

        harness.plan.unchanged(harness.monitor.uid(), "node-1");
        harness.drain();
        assertThat(harness.verbs()).containsExactly("delete gone");
        assertThat(harness.objects).isEmpty();
    }

    @Test
    @DisplayName("an incomplete report deletes nothing and does not count")
    void incomplete() {
        createWeb();
        harness.report("node-1");
        harness.plan.report(harness.monitor.uid(), "node-1", SandboxFixture.node(false));
        harness.report("node-1");
        harness.pass(Duration.ofMinutes(1));
        assertThat(harness.writes).isEmpty();
    }

    @Test
    @DisplayName("a collector that is silent for two intervals makes its objects stale; the next report heals them")
    void stale() {
        createWeb();
        harness.pass(Duration.ofSeconds(119));
        assertThat(harness.writes).isEmpty();

        harness.pass(Duration.ofSeconds(3));
        assertThat(harness.verbs()).containsExactly("patch stale");
        assertThat(harness.status().phase()).isEqualTo(SandboxPhase.Unknown);
        assertThat(condition("Stale").status()).isEqualTo(Condition.Status.True);
        assertThat(harness.status().containers()).hasSize(1);

        harness.pass(Duration.ofHours(1));
        assertThat(harness.writes).hasSize(1);

        harness.report("node-1", WEB);
        harness.drain();
        assertThat(harness.verbs()).containsExactly("patch stale", "patch state");
        assertThat(condition("Stale").status()).isEqualTo(Condition.Status.False);
    }

    @Test
    @DisplayName("objects of a node that is no more are deleted once its collector was silent for two intervals")
    void nodeGone() {
        createWeb();
        harness.plan.configure(SandboxFixture.monitor());
        harness.pass(Duration.ofSeconds(100));
        assertThat(harness.writes).isEmpty();
        harness.pass(Duration.ofSeconds(30));
        assertThat(harness.objects).isEmpty();
    }

    @Test
    @DisplayName("a new leader writes nothing that is already right, and deletes what is gone")
    void newLeader() {
        createWeb();
        harness.pod("db", "node-1");
        SandboxFixture db = SandboxFixture.running("fedcba9876543210", "db");
        harness.report("node-1", WEB, db);
        harness.drain();

        PlanHarness successor = new PlanHarness(SandboxFixture.monitor("node-1"), harness.objects);
        successor.pods.putAll(harness.pods);
        successor.report("node-1", WEB, db);
        successor.pass(Duration.ofSeconds(100));
        assertThat(successor.writes).isEmpty();

        successor.report("node-1", WEB);
        successor.report("node-1", WEB);
        successor.drain();
        assertThat(successor.verbs()).containsExactly("delete gone");
    }

    @Test
    @DisplayName("a new leader makes stale what no collector reports to it")
    void newLeaderStale() {
        createWeb();
        PlanHarness successor = new PlanHarness(SandboxFixture.monitor("node-1"), harness.objects);
        successor.pass(Duration.ofSeconds(130));
        assertThat(successor.verbs()).containsExactly("patch stale");
        assertThat(successor.only().getStatus().containers()).hasSize(1);
    }

    @Test
    @DisplayName(
            "a claim on another node's pod, another pod's uid or no pod is rejected, counted once and writes nothing")
    void claims() {
        harness.pod("web", "node-2");
        harness.report("node-1", WEB);
        harness.pass(Duration.ofMinutes(5));
        assertThat(harness.writes).isEmpty();
        assertThat(harness.metric("kata_monitor_operator_claims_rejected_total", "reason", "other_node"))
                .isEqualTo(1);

        harness.report("node-2", WEB);
        harness.drain();
        assertThat(harness.only().getSpec().node()).isEqualTo("node-2");
    }

    @Test
    @DisplayName("409: the newest value is written over what somebody else wrote")
    void conflict() {
        createWeb();
        harness.only().getMetadata().setResourceVersion("elsewhere");
        harness.report("node-1", WEB.with(Reachable.NO));
        harness.drain();
        harness.report("node-1", WEB.with(Reachable.UNKNOWN));
        harness.pass(Duration.ofSeconds(2));
        assertThat(condition("AgentReachable").status()).isEqualTo(Condition.Status.Unknown);
        assertThat(harness.registry.getSampleValue("kata_monitor_operator_conflicts_total"))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("429: nothing is written for as long as the API server asks")
    void throttled() {
        createWeb();
        harness.failures.add(new WriteOutcome.Throttled(Duration.ofSeconds(7)));
        harness.pod("db", "node-1");
        harness.report("node-1", WEB.with(Reachable.NO));
        harness.drain();
        harness.report("node-1", WEB.with(Reachable.NO), SandboxFixture.running("fedcba9876543210", "db"));
        harness.pass(Duration.ofMillis(6900));
        assertThat(harness.writes).isEmpty();
        harness.pass(Duration.ofMillis(200));
        assertThat(harness.verbs()).containsExactlyInAnyOrder("patch state", "create new");
    }

    @Test
    @DisplayName("404 on a patch: what a user deleted is made again, what lost its pod is not")
    void missing() {
        createWeb();
        harness.objects.clear();
        harness.report("node-1", WEB.with(Reachable.NO));
        harness.drain();
        assertThat(harness.verbs()).containsExactly("patch state", "create new");

        harness.objects.clear();
        harness.pods.clear();
        harness.report("node-1", WEB);
        harness.pass(Duration.ofSeconds(20));
        assertThat(harness.objects).isEmpty();
    }

    @Test
    @DisplayName("failures are retried and lose nothing")
    void failures() {
        createWeb();
        for (int i = 0; i < 8; i++) {
            harness.failures.add(new WriteOutcome.Failed("status 503"));
        }
        harness.report("node-1", WEB.with(Reachable.NO));
        steady(Duration.ofMinutes(5));
        assertThat(condition("AgentReachable").status()).isEqualTo(Condition.Status.False);
    }

    @Test
    @DisplayName("403: retried seldom, and told in the summary until writes are accepted again")
    void forbidden() {
        createWeb();
        harness.failures.add(new WriteOutcome.Refused(403, "The API server refuses to patch: no right"));
        harness.report("node-1", WEB.with(Reachable.NO));
        harness.drain();
        assertThat(harness.summary().problem()).contains("no right");
        steady(Duration.ofMinutes(7));
        assertThat(harness.summary().problem()).isNull();
        assertThat(condition("AgentReachable").status()).isEqualTo(Condition.Status.False);
    }
}
