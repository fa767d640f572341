package io.katacontainers.monitor.operator.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.report.AgentReport.Reachable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The write budget with 2,000 sandboxes on 40 nodes, at default settings, by a clock that runs as fast as the machine can. */
class WriteBudgetTest {
    private static final int NODES = 40;
    private static final int PER_NODE = 50;
    private static final int BURST = 100;
    private static final int PER_SECOND = 20;

    private final String[] nodes =
            IntStream.range(0, NODES).mapToObj(n -> "node-" + n).toArray(String[]::new);
    private final PlanHarness harness = new PlanHarness(SandboxFixture.monitor(nodes));
    private final SandboxFixture[][] sandboxes = new SandboxFixture[NODES][PER_NODE];

    private void populate() {
        for (int n = 0; n < NODES; n++) {
            for (int s = 0; s < PER_NODE; s++) {
                String pod = "pod-" + n + "-" + s;
                harness.pod(pod, nodes[n]);
                sandboxes[n][s] = SandboxFixture.running(String.format("%06d%06d%04d", n, s, 0), pod);
            }
            harness.report(nodes[n], sandboxes[n]);
        }
        for (int i = 0; i < 4; i++) {
            harness.pass(Duration.ofSeconds(30));
            for (String node : nodes) {
                harness.plan.unchanged(harness.monitor.uid(), node);
            }
        }
    }

    private void assertWithinBudget() {
        long[] perSecond = new long[(int) harness.now().toSeconds() + 1];
        harness.writes.forEach(write -> perSecond[(int) write.at().toSeconds()]++);
        for (int from = 0; from < perSecond.length; from++) {
            long sum = 0;
            for (int to = from; to < perSecond.length; to++) {
                sum += perSecond[to];
                assertThat(sum)
                        .as("writes from second %d to %d", from, to)
                        .isLessThanOrEqualTo(BURST + (long) PER_SECOND * (to - from + 1));
            }
        }
    }

    @Test
    @DisplayName("2,000 steady sandboxes, 10 minutes: within the budget, every change of state written within 5 s")
    void steady() {
        populate();
        assertThat(harness.objects).hasSize(NODES * PER_NODE);
        assertWithinBudget();
        harness.writes.clear();

        SplittableRandom random = new SplittableRandom(1);
        Map<String, Duration> changedAt = new HashMap<>();
        List<Duration> latencies = new ArrayList<>();
        int changes = 0;
        for (int second = 0; second < 600; second++) {
            int node = second % NODES;
            for (int s = 0; s < PER_NODE; s++) {
                // Memory wanders by a few per cent around its level, as that of idle services does.
                sandboxes[node][s] = sandboxes[node][s].with(SandboxFixture.vm(1000 + random.nextInt(40)));
            }
            if (second % 3 == 0) {
                int s = random.nextInt(PER_NODE);
                SandboxFixture old = sandboxes[node][s];
                sandboxes[node][s] = old.with(old.agent() == Reachable.YES ? Reachable.NO : Reachable.YES);
                changedAt.put(old.id(), harness.now());
                changes++;
            }
            harness.report(nodes[node], sandboxes[node]);
            harness.pass(Duration.ofSeconds(1));
            for (PlanHarness.Write write :
                    harness.writes.subList(Math.max(0, harness.writes.size() - 200), harness.writes.size())) {
                Duration since = changedAt.get(write.intent().entry().key);
                if (since != null
                        && write.intent().reason().equals("state")
                        && write.at().compareTo(since) >= 0) {
                    latencies.add(write.at().minus(since));
                    changedAt.remove(write.intent().entry().key);
                }
            }
        }
        assertWithinBudget();
        assertThat(changedAt).as("changes of state never written").isEmpty();
        assertThat(latencies).hasSize(changes).allSatisfy(l -> assertThat(l)
                .isLessThanOrEqualTo(Duration.ofSeconds(5)));
        long figures =
                harness.verbs().stream().filter(v -> v.equals("patch figures")).count();
        assertThat(figures).as("figures inside the dead band").isZero();
        assertThat(harness.writes).hasSizeLessThan(changes + NODES * PER_NODE);
    }

    @Test
    @DisplayName(
            "more figures than the budget allows: the interval stretches and says so, changes of state still go at once")
    void overload() {
        populate();
        harness.writes.clear();
        for (int second = 0; second < 600; second++) {
            for (int n = second % 10; n < NODES; n += 10) {
                for (int s = 0; s < PER_NODE; s++) {
                    sandboxes[n][s] = sandboxes[n][s].with(SandboxFixture.vm(second / 10 % 2 == 0 ? 400 : 1200));
                }
                harness.report(nodes[n], sandboxes[n]);
            }
            harness.pass(Duration.ofSeconds(1));
        }
        assertWithinBudget();
        assertThat(harness.summary().effectiveInterval()).isBetween(Duration.ofSeconds(70), Duration.ofSeconds(130));

        sandboxes[3][3] = sandboxes[3][3].with(Reachable.NO);
        harness.writes.clear();
        harness.report(nodes[3], sandboxes[3]);
        harness.pass(Duration.ofMillis(500));
        assertThat(harness.verbs()).contains("patch state");

        harness.writes.clear();
        harness.pass(Duration.ofSeconds(10));
        assertThat(harness.writes.stream()
                        .map(w -> w.intent().entry().node.name)
                        .distinct())
                .as("nodes take turns")
                .hasSizeGreaterThan(NODES / 2);
    }
}
