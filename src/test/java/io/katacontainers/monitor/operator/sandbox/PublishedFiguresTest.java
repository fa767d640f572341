package io.katacontainers.monitor.operator.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.api.v1alpha1.ContainerStatus;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.api.v1alpha1.OverheadStatus;
import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the containers use, what the VM costs and who was killed, from report to object and Event. */
class PublishedFiguresTest {
    private static final SandboxFixture WEB = SandboxFixture.running("0123456789abcdef", "web")
            .using(200, 120, 0L)
            .costing(100, 140);

    private final PlanHarness harness = new PlanHarness(SandboxFixture.monitor("node-1"));

    private void create() {
        harness.pod("web", "node-1");
        harness.report("node-1", WEB);
        harness.drain();
        harness.writes.clear();
    }

    private static ContainerStatus container(PlanHarness harness) {
        List<ContainerStatus> containers =
                Objects.requireNonNull(harness.status().containers());
        assertThat(containers).hasSize(1);
        return containers.get(0);
    }

    private static OverheadStatus overhead(PlanHarness harness) {
        return Objects.requireNonNull(harness.status().overhead());
    }

    private static List<WriteIntent.OomEvent> events(PlanHarness harness) {
        List<WriteIntent.OomEvent> events = new ArrayList<>();
        for (PlanHarness.Write write : harness.writes) {
            if (write.intent() instanceof WriteIntent.OomEvent event) {
                events.add(event);
            }
        }
        return events;
    }

    private PlanHarness successor() {
        PlanHarness successor = new PlanHarness(SandboxFixture.monitor("node-1"), harness.objects);
        successor.pods.putAll(harness.pods);
        return successor;
    }

    @Test
    @DisplayName("an object is created with all figures, and with what its Pod declares")
    void creates() {
        create();
        assertThat(container(harness))
                .hasToString("ContainerStatus[name=web, id=c-0123456789abcdef, image=nginx:1, state=Running, cpu=200m,"
                        + " memory=120Mi, cpuLimit=500m, memoryLimit=256Mi, oomKills=0]");
        assertThat(harness.status().usage()).hasToString("ResourceAmounts[cpu=200m, memory=120Mi]");
        assertThat(overhead(harness))
                .hasToString("OverheadStatus[measured=ResourceAmounts[cpu=100m, memory=140Mi],"
                        + " declared=ResourceAmounts[cpu=250m, memory=160Mi]]");
    }

    @Test
    @DisplayName("figures are written when one leaves its band, and only then")
    void bands() {
        create();
        harness.report("node-1", WEB.using(240, 130, 0L).costing(140, 150));
        harness.pass(Duration.ofSeconds(100));
        assertThat(harness.writes).isEmpty();

        harness.report("node-1", WEB.using(240, 160, 0L).costing(140, 150));
        harness.pass(Duration.ofSeconds(5));
        assertThat(harness.verbs()).containsExactly("patch figures");
        assertThat(container(harness).memory()).hasToString("160Mi");
        assertThat(container(harness).cpu()).hasToString("240m");
        assertThat(overhead(harness).declared()).hasToString("ResourceAmounts[cpu=250m, memory=160Mi]");
    }

    @Test
    @DisplayName("mode Summary tells of no single container, but of their sum")
    void summary() {
        harness.plan.configure(SandboxFixture.monitor(SandboxMetricsMode.Summary, "node-1"));
        create();
        assertThat(harness.status().containers()).isNull();
        assertThat(harness.status().usage()).hasToString("ResourceAmounts[cpu=200m, memory=120Mi]");
    }

    @Test
    @DisplayName(
            "a new leader knows what is declared and how many were killed, writes nothing and tells of no old kill")
    void newLeader() {
        create();
        harness.report("node-1", WEB.using(200, 120, 3L));
        harness.pass(Duration.ofSeconds(1));

        PlanHarness successor = successor();
        successor.report("node-1", WEB.using(200, 120, 3L));
        successor.pass(Duration.ofSeconds(100));
        assertThat(successor.writes).isEmpty();

        successor.report("node-1", WEB.using(200, 120, 0L));
        successor.report("node-1", WEB.using(200, 120, 1L));
        successor.pass(Duration.ofSeconds(1));
        assertThat(container(successor).oomKills()).isEqualTo(4);
        assertThat(events(successor)).extracting(WriteIntent.OomEvent::kills).containsExactly(1);
        assertThat(overhead(successor).declared()).hasToString("ResourceAmounts[cpu=250m, memory=160Mi]");
    }

    @Test
    @DisplayName("a kill is written at once and told in one Event, which counts those that follow")
    void oomEvents() {
        create();
        harness.report("node-1", WEB.using(200, 120, 1L));
        harness.pass(Duration.ofSeconds(1));
        assertThat(harness.verbs()).containsExactly("patch state", "event oom_kill");
        assertThat(container(harness).oomKills()).isEqualTo(1);

        for (long kills = 2; kills < 10; kills++) {
            harness.report("node-1", WEB.using(200, 120, kills));
            harness.pass(Duration.ofSeconds(1));
        }
        harness.pass(Duration.ofSeconds(30));
        assertThat(events(harness))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.container()).isEqualTo("web"))
                .last()
                .satisfies(event -> {
                    assertThat(event.kills()).isEqualTo(9);
                    assertThat(event.recorded()).isTrue();
                    assertThat(event.first()).isEqualTo(PlanHarness.START);
                });
    }

    @Test
    @DisplayName(
            "an Event that the API server refuses is given up, one that fails is tried again, and neither holds up figures")
    void refusedEvents() {
        create();
        harness.pass(Duration.ofSeconds(10));
        harness.report("node-1", WEB.using(200, 120, 1L));
        harness.plan.tick();
        WriteIntent state = Objects.requireNonNull(harness.plan.next());
        WriteIntent event = Objects.requireNonNull(harness.plan.next());
        assertThat(event).isInstanceOf(WriteIntent.OomEvent.class);
        harness.plan.done(event, new WriteOutcome.Failed("status 503"));
        harness.plan.done(state, new WriteOutcome.Patched("9"));
        harness.pass(Duration.ofSeconds(5));
        assertThat(harness.writes).isEmpty();
        harness.failures.add(new WriteOutcome.Refused(403, "no right"));
        harness.pass(Duration.ofSeconds(60));
        assertThat(events(harness)).isEmpty();
        assertThat(harness.summary().problem()).isNull();
    }

    @Test
    @DisplayName("containers without end cost a bounded number of Events, and others' figures are written meanwhile")
    void floods() {
        harness.plan.configure(SandboxFixture.monitor("node-1", "node-2"));
        create();
        harness.pod("db", "node-2");
        SandboxFixture db = SandboxFixture.running("fedcba9876543210", "db");
        harness.report("node-2", db);
        harness.pass(Duration.ofSeconds(100));
        for (int second = 0; second < 60; second++) {
            SandboxFixture[] hostile = new SandboxFixture[200];
            for (int i = 0; i < hostile.length; i++) {
                hostile[i] = SandboxFixture.running("h" + i, "web").using(1, 1, (long) second);
            }
            harness.report("node-1", hostile);
            harness.report("node-2", db);
            harness.pass(Duration.ofSeconds(1));
        }
        harness.report("node-2", db.with(SandboxFixture.vm(100)));
        harness.pass(Duration.ofSeconds(30));
        KataSandboxMetrics object = Objects.requireNonNull(harness.objects.get("shop/db-fedcba987654"));
        assertThat(Objects.requireNonNull(object.getStatus()).vm())
                .hasToString("VmStatus[vcpus=2, memory=2Gi, used=1952Mi, available=100Mi, load=250m]");
    }
}
