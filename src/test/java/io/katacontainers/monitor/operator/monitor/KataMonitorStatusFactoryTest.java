package io.katacontainers.monitor.operator.monitor;

import static io.katacontainers.monitor.operator.monitor.ConditionAssert.assertCondition;
import static io.katacontainers.monitor.operator.monitor.KataMonitorStatusFactory.DEGRADED;
import static io.katacontainers.monitor.operator.monitor.KataMonitorStatusFactory.PROGRESSING;
import static io.katacontainers.monitor.operator.monitor.KataMonitorStatusFactory.READY;
import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.api.v1alpha1.CollectorCounts;
import io.katacontainers.monitor.api.v1alpha1.Condition;
import io.katacontainers.monitor.api.v1alpha1.Condition.Status;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.KataMonitorStatus;
import io.katacontainers.monitor.api.v1alpha1.SandboxCounts;
import io.katacontainers.monitor.operator.event.Reason;
import io.katacontainers.monitor.operator.sandbox.PublishingSummary;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KataMonitorStatusFactoryTest {
    private static final String NOON = "2026-01-01T12:00:00Z";
    private static final String LATER = "2026-01-01T12:30:00Z";

    private final KataMonitor monitor = Fixtures.monitor("kata", 0);

    private KataMonitorStatus statusAt(String time, Observation observation) {
        return new KataMonitorStatusFactory(Clock.fixed(Instant.parse(time), ZoneOffset.UTC))
                .status(monitor, observation);
    }

    private static Observation of(int nodes, @Nullable Rollout rollout, Degradation... degradations) {
        return new Observation(nodes, rollout, List.of(degradations), PublishingSummary.NONE);
    }

    @Test
    void isReadyOnceEverySelectedNodeHasAReadyCollector() {
        var status = statusAt(NOON, of(2, new Rollout(2, 2, true)));

        assertCondition(status, READY).is(Status.True, Reason.CollectorsReady).since(NOON);
        assertCondition(status, PROGRESSING).is(Status.False, Reason.RolledOut);
        assertCondition(status, DEGRADED).is(Status.False, Reason.AsExpected);
        assertThat(status.collectors()).isEqualTo(new CollectorCounts(2, 2, 0));
        assertThat(status.sandboxes()).as("nothing is known yet").isNull();
    }

    @Test
    void isNotReadyWithoutNodesAndSaysWhatToLookFor() {
        var status = statusAt(NOON, of(0, new Rollout(0, 0, true)));

        assertCondition(status, READY).is(Status.False, Reason.NoNodesSelected).says("nodeSelector");
        assertCondition(status, DEGRADED).is(Status.False, Reason.AsExpected);
    }

    @Test
    void progressesWhileCollectorsAreReplaced() {
        var status = statusAt(NOON, of(2, new Rollout(2, 2, false)));

        assertCondition(status, READY).is(Status.False, Reason.RollingOut);
        assertCondition(status, PROGRESSING).is(Status.True, Reason.RollingOut);
    }

    @Test
    void tellsHowToFindACollectorThatIsNotReady() {
        var status = statusAt(NOON, of(2, new Rollout(2, 1, true)));

        assertCondition(status, READY)
                .is(Status.False, Reason.CollectorsNotReady)
                .says("kubectl get pods -n kata-monitor-system -l monitoring.katacontainers.io/monitor=kata");
    }

    @Test
    void staysReadyWhenSomethingBesidesTheCollectorsFails() {
        var failure = new Degradation(Reason.DependentsFailed, "no right to podmonitors");

        assertCondition(statusAt(NOON, of(1, new Rollout(1, 1, true), failure)), READY)
                .is(Status.True, Reason.CollectorsReady);
        assertCondition(statusAt(NOON, of(1, null, failure)), READY)
                .is(Status.False, Reason.DependentsFailed)
                .says("no right to podmonitors");
    }

    @Test
    void isNotReadyWhileTheSpecIsInvalid() {
        var status = statusAt(NOON, of(1, new Rollout(1, 1, true), new Degradation(Reason.InvalidSpec, "bad path")));

        assertCondition(status, READY).is(Status.False, Reason.InvalidSpec).says("bad path");
        assertCondition(status, PROGRESSING).is(Status.False, Reason.InvalidSpec);
        assertCondition(status, DEGRADED).is(Status.True, Reason.InvalidSpec);
    }

    @Test
    void namesTheGravestReasonAndTellsAll() {
        var status = statusAt(
                NOON,
                of(
                        1,
                        new Rollout(1, 1, true),
                        new Degradation(Reason.MixedRuntimes, "two runtimes"),
                        new Degradation(Reason.OverlappingNodes, "another one")));

        assertCondition(status, DEGRADED).is(Status.True, Reason.MixedRuntimes).says("two runtimes; another one");
    }

    @Test
    void isDegradedWhenReadyCollectorsDoNotAnswer() {
        var polled = new PublishingSummary(0, 0, 0, 0, 0, Duration.ofMinutes(1), true, null);

        var status = statusAt(NOON, new Observation(1, new Rollout(1, 1, true), List.of(), polled));

        assertCondition(status, DEGRADED).is(Status.True, Reason.CollectorsUnreachable);
    }

    @Test
    void showsCountsAndTheIntervalOnceCollectorsWerePolled() {
        var polled = new PublishingSummary(1, 9, 3, 2, 1, Duration.ofSeconds(150), true, null);

        var status = statusAt(NOON, new Observation(1, new Rollout(1, 1, true), List.of(), polled));

        assertThat(status.sandboxes()).isEqualTo(new SandboxCounts(9, 3, 2, 1));
        assertThat(status.effectiveInterval()).isEqualTo("2m30s");
    }

    @Test
    void keepsTheCountsOfTheLeaderBeforeUntilItHasCounted() {
        var counted = new PublishingSummary(1, 9, 3, 2, 1, Duration.ofSeconds(60), true, null);
        monitor.setStatus(statusAt(NOON, new Observation(1, new Rollout(1, 1, true), List.of(), counted)));
        var partly = new PublishingSummary(0, 4, 0, 0, 0, Duration.ofSeconds(60), false, null);

        var status = statusAt(NOON, new Observation(1, new Rollout(1, 1, true), List.of(), partly));

        assertThat(status).isEqualTo(monitor.getStatus());
    }

    @Test
    void keepsATransitionTimeForAsLongAsTheStatusOfTheCondition() {
        monitor.setStatus(statusAt(NOON, of(1, new Rollout(1, 0, true))));

        var other = statusAt(LATER, of(0, new Rollout(0, 0, true)));
        assertCondition(other, READY).is(Status.False, Reason.NoNodesSelected).since(NOON);

        var ready = statusAt(LATER, of(1, new Rollout(1, 1, true)));
        assertCondition(ready, READY).is(Status.True, Reason.CollectorsReady).since(LATER);
        assertCondition(ready, DEGRADED).since(NOON);
    }

    @Test
    void isTheSameForTheSameObservation() {
        var observation = of(1, new Rollout(1, 1, true));
        monitor.setStatus(statusAt(NOON, observation));

        assertThat(statusAt(LATER, observation)).isEqualTo(monitor.getStatus());
    }

    @Test
    void speaksAboutTheGenerationThatItSawAndSortsConditions() {
        monitor.getMetadata().setGeneration(7L);

        var status = statusAt(NOON, of(1, null));

        assertThat(status.observedGeneration()).isEqualTo(7);
        assertCondition(status, READY).isAbout(7);
        assertThat(status.conditions()).extracting(Condition::type).containsExactly(DEGRADED, PROGRESSING, READY);
    }

    @Test
    void cutsMessagesThatTheApiServerWouldRefuse() {
        var status = statusAt(NOON, of(1, null, new Degradation(Reason.DependentsFailed, "x".repeat(40_000))));

        assertThat(KataMonitorStatusFactory.find(status, DEGRADED).orElseThrow().message())
                .hasSize(1024)
                .endsWith("…");
    }
}
