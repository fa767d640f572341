package io.katacontainers.monitor.operator.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.katacontainers.monitor.report.AgentReport.Reachable;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What goes first at the default of 20 writes per second, where far more wait than can be written. */
class WritePriorityTest {
    private static final int NODES = 50;
    private static final int PER_NODE = 20;
    private static final int PER_SECOND = 20;
    private static final int BURST = 100;

    private final String[] nodes =
            IntStream.range(0, NODES).mapToObj(n -> "node-" + n).toArray(String[]::new);
    private final PlanHarness harness = new PlanHarness(SandboxFixture.monitor(nodes));
    private final SandboxFixture[][] sandboxes = new SandboxFixture[NODES][PER_NODE];

    @BeforeEach
    void populate() {
        for (int n = 0; n < NODES; n++) {
            for (int s = 0; s < PER_NODE; s++) {
                sandboxes[n][s] = sandbox(n, s);
            }
            harness.report(nodes[n], sandboxes[n]);
        }
        answerFor(Duration.ofMinutes(3));
        assertThat(harness.objects).hasSize(NODES * PER_NODE);
        harness.writes.clear();
    }

    private SandboxFixture sandbox(int node, int number) {
        String pod = "pod-" + node + "-" + number;
        harness.pod(pod, nodes[node]);
        return SandboxFixture.running(String.format("%06d%06d%04d", node, number, 0), pod);
    }

    private void answerFor(Duration time) {
        for (Duration end = harness.now().plus(time); harness.now().compareTo(end) < 0; ) {
            harness.pass(Duration.ofSeconds(5));
            for (String node : nodes) {
                harness.plan.unchanged(harness.monitor.uid(), node);
            }
        }
    }

    private void assertBudgetHolds() {
        double tokens = BURST;
        Duration last = Duration.ZERO;
        for (PlanHarness.Write write : harness.writes) {
            tokens = Math.min(BURST, tokens + write.at().minus(last).toMillis() * PER_SECOND / 1000.0) - 1;
            last = write.at();
            assertThat(tokens).as("tokens left at %s", last).isGreaterThan(-1e-6);
        }
    }

    @Test
    @DisplayName("changes of state are written at once, before all new sandboxes and all figures")
    void stateFirst() {
        for (int n = 0; n < NODES; n++) {
            SandboxFixture[] more = new SandboxFixture[2 * PER_NODE];
            for (int s = 0; s < 2 * PER_NODE; s++) {
                more[s] = s < PER_NODE ? sandboxes[n][s].with(SandboxFixture.vm(300)) : sandbox(n, s);
            }
            sandboxes[n] = more;
            harness.report(nodes[n], more);
        }
        harness.pass(Duration.ofSeconds(10));
        assertThat(harness.objects).as("new ones still wait").hasSizeLessThan(2 * NODES * PER_NODE - 500);

        Map<String, Duration> changed = new HashMap<>();
        for (int second = 0; second < 20; second++) {
            for (int i = 0; i < 15; i++) {
                int n = (second * 15 + i) % NODES;
                int s = second * 15 / NODES;
                sandboxes[n][s] = sandboxes[n][s].with(Reachable.NO);
                changed.put(sandboxes[n][s].id(), harness.now());
                harness.report(nodes[n], sandboxes[n]);
            }
            harness.pass(Duration.ofSeconds(1));
        }
        assertThat(harness.objects).as("new ones still wait").hasSizeLessThan(2 * NODES * PER_NODE - 100);
        harness.writes.stream()
                .filter(write -> write.intent().reason().equals("state"))
                .forEach(write -> {
                    Duration since = changed.remove(write.intent().entry().key);
                    assertThat(since).isNotNull();
                    assertThat(write.at().minus(since)).isLessThanOrEqualTo(Duration.ofSeconds(1));
                });
        assertThat(changed).as("changes of state never written").isEmpty();
        assertThat(harness.verbs()).as("figures wait for the last").doesNotContain("patch figures");
        assertBudgetHolds();
    }

    @Test
    @DisplayName("figures that wait for new sandboxes stretch the interval that the status tells")
    void stretched() {
        assertThat(harness.summary().effectiveInterval()).isEqualTo(Duration.ofSeconds(60));
        for (int round = 0; round < 12; round++) {
            for (int n = 0; n < NODES; n++) {
                SandboxFixture[] more = new SandboxFixture[sandboxes[n].length + 3];
                for (int s = 0; s < more.length; s++) {
                    more[s] = s < sandboxes[n].length
                            ? sandboxes[n][s].with(SandboxFixture.vm(round % 2 == 0 ? 300 : 600))
                            : sandbox(n, s);
                }
                sandboxes[n] = more;
                harness.report(nodes[n], more);
            }
            harness.pass(Duration.ofSeconds(10));
        }
        assertBudgetHolds();
        assertThat(harness.summary().effectiveInterval()).isGreaterThan(Duration.ofSeconds(90));
    }

    @Test
    @DisplayName("an answer that nothing changed composes no status and allocates next to nothing per sandbox")
    void unchangedCostsNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 200;
        long before = 0;
        for (int i = 0; i < 2 * rounds; i++) {
            if (i == rounds) {
                before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            }
            harness.plan.unchanged(harness.monitor.uid(), nodes[0]);
        }
        long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(bytes / (rounds * (long) PER_NODE)).isLessThan(64);
    }
}
