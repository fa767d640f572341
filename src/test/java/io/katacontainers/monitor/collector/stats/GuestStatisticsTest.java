package io.katacontainers.monitor.collector.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.katacontainers.monitor.collector.runtime.ContainerMetadata;
import io.katacontainers.monitor.collector.runtime.PodInterface;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.stats.SandboxStatistics.Guest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuestStatisticsTest {
    private final SimulatedSampling sampling = new SimulatedSampling();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGuestThatHangsDelaysNobody(boolean endsAtTheDeadline) {
        List<String> ids = IntStream.range(0, 200).mapToObj(i -> "sandbox-" + i).toList();
        ids.forEach(id -> sampling.node.run(id, "c-" + id));
        (endsAtTheDeadline ? sampling.runtime.hung : sampling.runtime.endless).add("sandbox-0");
        sampling.read(Duration.ofSeconds(30));
        for (int i = 0; i < 60; i++) {
            sampling.read(Duration.ofSeconds(1));
            ids.stream().skip(1).forEach(id -> assertThat(age(id)).isLessThanOrEqualTo(Duration.ofSeconds(10)));
        }
        assertThat(sampling.runtime.mostOutstanding)
                .allSatisfy((id, most) -> assertThat(most).isEqualTo(1));
        assertThat(sampling.runtime.most).isLessThanOrEqualTo(GuestSampler.MOST_REQUESTS);
        assertThat(sampling.of("sandbox-0").containers()).isEmpty();
    }

    @Test
    void aGuestThatHangsIsAskedEverMoreRarely() {
        sampling.node.run("hung", "c1");
        sampling.runtime.hung.add("hung");
        sampling.read(Duration.ofMinutes(30));
        List<Instant> asked = sampling.runtime.asked("containers", "hung").stream()
                .map(FakeRuntimeStats.Asked::at)
                .toList();
        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < asked.size(); i++) {
            pauses.add(Duration.between(asked.get(i - 1), asked.get(i)).toSeconds());
        }
        assertThat(pauses)
                .startsWith(11L, 20L, 38L, 74L, 146L, 290L, 302L, 302L)
                .isSorted();
        assertThat(sampling.of("hung").guest()).isEqualTo(Guest.SILENT);

        sampling.runtime.hung.clear();
        sampling.read(Duration.ofMinutes(6));
        assertThat(sampling.of("hung").guest()).isEqualTo(Guest.ANSWERED);
        assertThat(age("hung")).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void manyGuestsThatHangLeaveRoomForTheOthers() {
        IntStream.range(0, 100).forEach(i -> {
            sampling.node.run("hung-" + i, "c-hung-" + i);
            sampling.runtime.hung.add("hung-" + i);
        });
        sampling.node.run("well", "c1");
        sampling.read(Duration.ofMinutes(1));
        for (int i = 0; i < 120; i++) {
            sampling.read(Duration.ofSeconds(1));
            assertThat(age("well")).isLessThanOrEqualTo(Duration.ofSeconds(10));
        }
    }

    @Test
    void afterABurstPlacesAreTakenAtOnceAndInTurn() {
        int all = 480;
        IntStream.range(0, all).forEach(i -> sampling.node.run("sandbox-" + i, "c" + i));
        int failing = 40;
        IntStream.range(0, failing).forEach(i -> sampling.runtime.failing.add("sandbox-" + i));
        // Two calls for each, 16 at a time, of 5 ms: 300 ms, and as long again for what fills no round wholly.
        sampling.read(Duration.ofMillis(600));
        assertThat(usageAskedOf()).hasSize(all).doesNotHaveDuplicates();

        sampling.read(Duration.ofSeconds(30));
        sampling.pass(Duration.ofMinutes(6));
        sampling.runtime.asked.clear();
        // Those that answered come first: all are due at once again.
        sampling.read(Duration.ofMillis(600));
        List<String> order = usageAskedOf();
        assertThat(order).hasSize(all).doesNotHaveDuplicates();
        assertThat(order.subList(0, all - failing)).doesNotContainAnyElementsOf(sampling.runtime.failing);
        assertThat(sampling.runtime.most).isEqualTo(GuestSampler.MOST_REQUESTS);
    }

    private List<String> usageAskedOf() {
        return sampling.runtime.asked.stream()
                .filter(asked -> asked.call().equals("containers"))
                .map(FakeRuntimeStats.Asked::sandbox)
                .toList();
    }

    @Test
    void requestsAreSpreadOverTheInterval() {
        IntStream.range(0, 90).forEach(i -> sampling.node.run("sandbox-" + i, "c" + i));
        sampling.read(Duration.ofSeconds(30));
        sampling.runtime.asked.clear();
        for (int i = 0; i < 18; i++) {
            int before = sampling.runtime.asked.size();
            sampling.read(Duration.ofMillis(500));
            assertThat(sampling.runtime.asked.size() - before).isLessThan(20);
        }
        assertThat(sampling.runtime.asked).hasSizeBetween(89, 91);
    }

    @Test
    void nobodyReadsNobodyIsAsked() {
        sampling.node.run("a", "c1");
        sampling.pass(Duration.ofMinutes(1));
        assertThat(sampling.runtime.asked).isEmpty();
        assertThat(sampling.of("a")).isEqualTo(SandboxStatistics.NONE);

        sampling.read(Duration.ofSeconds(20));
        assertThat(sampling.of("a").containers()).hasSize(1);
        sampling.pass(Duration.ofMinutes(6));
        assertThat(sampling.of("a").containers()).isEmpty();
        int asked = sampling.runtime.asked.size();
        sampling.pass(Duration.ofHours(1));
        assertThat(sampling.runtime.asked).hasSize(asked);

        sampling.statistics.touch();
        sampling.pass(Duration.ofSeconds(1));
        assertThat(sampling.of("a").containers()).hasSize(1);
    }

    @Test
    void tellsCpusFromTwoSamplesAndNothingWhenTheCounterGoesBack() {
        sampling.node.run("a", "c1");
        sampling.statistics.touch();
        sampling.pass(Duration.ofSeconds(1));
        assertThat(sample("a").cores()).isNull();
        sampling.pass(Duration.ofSeconds(10));
        assertThat(sample("a").cores()).isCloseTo(0.25, within(0.001));

        sampling.cpuNanos.put("c1", 5L);
        sampling.pass(Duration.ofSeconds(10));
        assertThat(sample("a").usage().cpu().usageNanos()).isEqualTo(5);
        assertThat(sample("a").cores()).isNull();
        sampling.pass(Duration.ofSeconds(10));
        assertThat(sample("a").cores()).isZero();

        sampling.cpuNanos.put("c1", Long.MAX_VALUE);
        sampling.pass(Duration.ofSeconds(10));
        assertThat(sample("a").cores()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -61, 1, 3600})
    void doesNotBelieveATimeThatCannotBe(long seconds) {
        sampling.runtime.stamp = now -> seconds == Long.MIN_VALUE ? Instant.EPOCH : now.plusSeconds(seconds);
        sampling.node.run("a", "c1");
        sampling.read(Duration.ofSeconds(20));
        assertThat(age("a")).isBetween(Duration.ZERO, Duration.ofSeconds(10));
        assertThat(sample("a").cores()).isCloseTo(0.25, within(0.01));
    }

    @Test
    void believesATimeThatCanBe() {
        sampling.runtime.stamp = now -> now.minusSeconds(20);
        sampling.node.run("a", "c1");
        sampling.read(Duration.ofSeconds(20));
        assertThat(age("a")).isGreaterThanOrEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void containersComeAndGo() {
        sampling.node.run("a", "c1");
        sampling.read(Duration.ofSeconds(20));
        sampling.node.run("a", "c1", "c2");
        sampling.read(Duration.ofSeconds(1));
        assertThat(sampling.of("a").containers())
                .extracting(sample -> sample.container().id())
                .containsExactly("c1", "c2");
        assertThat(sampling.of("a").containers())
                .allSatisfy(each -> assertThat(each.facts()).isNotNull());
        sampling.node.set("a", true, false, true, List.of());
        sampling.read(Duration.ofSeconds(1));
        assertThat(sampling.of("a").containers()).isEmpty();
        assertThat(sampling.of("a").guest()).isEqualTo(Guest.NOT_ASKED);
        assertThat(sampling.runtime.retained).endsWith(Set.of("c1"), Set.of("c1", "c2"), Set.of());
    }

    @Test
    void factsAreAskedOnceAndAgainAfterTenMinutes() {
        sampling.node.run("a", "c1");
        sampling.read(Duration.ofMinutes(3));
        assertThat(sampling.runtime.asked("facts", "a")).hasSize(1);
        sampling.read(Duration.ofMinutes(8));
        assertThat(sampling.runtime.asked("facts", "a")).hasSizeBetween(2, 3);
        assertThat(sampling.of("a").overhead().declaredMemoryBytes()).isEqualTo(64L << 20);
        assertThat(sampling.of("a").overhead().declaredCores()).isEqualTo(0.25);
    }

    @Test
    void asksOnlyRunningContainersAndNotWhatHoldsTheSandboxOpen() {
        List<ContainerMetadata> containers =
                new ArrayList<>(FakeNode.containers(ContainerMetadata.State.RUNNING, "a", "c1"));
        containers.addAll(FakeNode.containers(ContainerMetadata.State.EXITED, "c2"));
        containers.addAll(FakeNode.containers(ContainerMetadata.State.CREATED, "c3"));
        sampling.node.set("a", true, false, true, containers);
        sampling.read(Duration.ofSeconds(20));
        assertThat(sampling.runtime.asked)
                .allSatisfy(asked -> assertThat(asked.containers()).containsExactly("c1"));
    }

    @ParameterizedTest(name = "socket {0}, stale {1}, ready {2}")
    @CsvSource({"false, false, true", "false, true, true", "true, false, false"})
    void leavesWhatStartsOrEndsAlone(boolean socket, boolean stale, boolean ready) {
        sampling.node.set("a", socket, stale, ready, FakeNode.containers(ContainerMetadata.State.RUNNING, "c1"));
        sampling.read(Duration.ofSeconds(30));
        assertThat(sampling.runtime.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.containerd.runc.v2", "io.containerd.runsc.v1", "oci"})
    void leavesContainersOfOtherRuntimesAlone(String type) {
        sampling.runtime.runtimeType = type;
        sampling.node.run("a", "c1");
        sampling.interfacesWanted = true;
        sampling.read(Duration.ofSeconds(30));
        assertThat(sampling.runtime.asked)
                .extracting(FakeRuntimeStats.Asked::call)
                .containsOnly("facts");
        assertThat(sampling.of("a")).isEqualTo(SandboxStatistics.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.containerd.kata.v2",
                "io.containerd.kata-qemu-runtime-rs.v2",
                "/opt/kata/bin/containerd-shim-kata-v2"
            })
    void knowsKataByItsRuntimeType(String type) {
        sampling.runtime.runtimeType = type;
        sampling.node.run("a", "c1");
        sampling.read(Duration.ofSeconds(5));
        assertThat(sampling.of("a").guest()).isEqualTo(Guest.ANSWERED);
    }

    @Test
    void aRuntimeThatWasDownCostsNobodyABackOff() {
        sampling.node.run("a", "c1");
        sampling.read(Duration.ofSeconds(20));
        sampling.runtime.down = true;
        sampling.read(Duration.ofMinutes(10));
        assertThat(sampling.of("a").guest()).isEqualTo(Guest.FAILED);
        assertThat(sampling.of("a").containers()).isEmpty();
        sampling.runtime.down = false;
        sampling.read(Duration.ofSeconds(4));
        assertThat(sampling.of("a").guest()).isEqualTo(Guest.ANSWERED);
        assertThat(age("a")).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void oneWaitInVainSaysNothing() {
        sampling.node.run("a", "c1");
        sampling.read(Duration.ofSeconds(20));
        int changes = sampling.changes;
        sampling.runtime.hung.add("a");
        sampling.read(Duration.ofSeconds(11));
        assertThat(sampling.of("a").guest()).isEqualTo(Guest.FAILED);
        assertThat(sampling.of("a").containers()).hasSize(1);
        sampling.runtime.hung.clear();
        sampling.read(Duration.ofSeconds(10));
        assertThat(sampling.of("a").guest()).isEqualTo(Guest.ANSWERED);
        assertThat(sampling.changes).isEqualTo(changes + 2);
    }

    @Test
    void anErrorIsNotSilence() {
        sampling.node.run("a", "c1");
        sampling.runtime.failing.add("a");
        sampling.read(Duration.ofMinutes(2));
        assertThat(sampling.of("a").guest()).isEqualTo(Guest.FAILED);
        assertThat(sampling.runtime.asked("containers", "a")).hasSizeLessThan(6);
    }

    @Test
    void tellsKillsAtOnceAlsoOfWhatHasEnded() {
        sampling.node.run("a", "c1");
        sampling.read(Duration.ofSeconds(20));
        int changes = sampling.changes;
        sampling.runtime.kill("c1");
        assertThat(sampling.changes).isEqualTo(changes + 1);
        assertThat(sample("a").oomKills()).isEqualTo(1);
        sampling.node.set("a", true, false, true, FakeNode.containers(ContainerMetadata.State.EXITED, "c1"));
        sampling.read(Duration.ofSeconds(1));
        assertThat(sampling.statistics.oomKills("c1")).hasValue(1);
        assertThat(sampling.runtime.retained).last().isEqualTo(Set.of("c1"));
    }

    @Test
    void forgetsNoKillsWhileTheRuntimeHasNotToldAllPods() {
        sampling.node.run("a", "c1");
        sampling.node.run("b", "c2");
        sampling.node.unknown("b");
        sampling.pass(Duration.ofSeconds(1));
        assertThat(sampling.runtime.retained).isEmpty();
    }

    @Test
    void asksForInterfacesOnlyWhereWanted() {
        sampling.node.run("a", "c1");
        sampling.read(Duration.ofSeconds(30));
        assertThat(sampling.runtime.asked("interfaces", "a")).isEmpty();
        sampling.interfacesWanted = true;
        sampling.read(Duration.ofSeconds(90));
        assertThat(sampling.runtime.asked("interfaces", "a")).hasSizeBetween(8, 12);
        assertThat(sampling.of("a").interfaces()).extracting(PodInterface::name).containsExactly("eth0");
        sampling.interfacesWanted = false;
        sampling.read(Duration.ofSeconds(90));
        assertThat(sampling.of("a").interfaces()).isEmpty();
    }

    @Test
    void keepsNothingOfWhatIsGoneAndIsNotOverrunByOnePod() {
        for (int i = 0; i < 50; i++) {
            sampling.node.run("a" + i, "c" + i);
            sampling.read(Duration.ofSeconds(3));
            sampling.node.remove("a" + i);
        }
        sampling.node.run(
                "large", IntStream.range(0, 5000).mapToObj(i -> "c" + i).toArray(String[]::new));
        sampling.read(Duration.ofSeconds(20));
        assertThat(sampling.statistics.sampler().size()).isEqualTo(1);
        assertThat(sampling.of("large").containers()).hasSize(256);
        assertThat(sampling.of("a1")).isEqualTo(SandboxStatistics.NONE);
    }

    @Test
    void aHungSandboxThatVanishesAndReturnsIsNotAskedTwice() {
        sampling.node.run("a", "c1");
        sampling.runtime.endless.add("a");
        sampling.read(Duration.ofSeconds(1));
        sampling.node.remove("a");
        sampling.read(Duration.ofSeconds(5));
        sampling.node.run("a", "c1");
        sampling.read(Duration.ofMinutes(10));
        assertThat(sampling.runtime.mostOutstanding).containsEntry("a", 1);
    }

    @Test
    void tellsTheHostSideWhileItIsFresh() {
        sampling.node.run("a", "c1");
        sampling.read(Duration.ofSeconds(5));
        assertThat(sampling.of("a").host()).isNull();
        HostUsage usage = new HostUsage(sampling.now(), new ProcessUsage(7, 7, null, 1), null, null, null, null);
        sampling.hostUsage.put(new SandboxId("a"), usage);
        sampling.statistics.host().round();
        assertThat(sampling.of("a").host()).isEqualTo(usage);
        assertThat(sampling.of("a").overhead()).isEqualTo(new Overhead(1L << 20, null, 64L << 20, 0.25));
        sampling.statistics.host().round();
        assertThat(sampling.of("a").overhead().cores()).isEqualTo(0.5);
        sampling.node.set("a", true, false, false, List.of());
        sampling.read(Duration.ofSeconds(1));
        sampling.statistics.host().round();
        assertThat(sampling.of("a").overhead().memoryBytes()).isNull();
        sampling.read(Duration.ofSeconds(61));
        assertThat(sampling.of("a").host()).isNull();
        assertThat(sampling.of("a").overhead()).isEqualTo(new Overhead(null, null, 64L << 20, 0.25));
    }

    @Test
    void worksByItselfOnceSomebodyReads() {
        FakeNode node = new FakeNode();
        FakeRuntimeStats runtime = new FakeRuntimeStats(Instant::now);
        SandboxId id = new SandboxId("a");
        GuestStatistics.Parts parts = new GuestStatistics.Parts(
                node,
                node,
                runtime,
                (raw, flavor) -> SimulatedSampling.usage(raw.at(), 1),
                sandboxes -> Map.of(id, new HostUsage(Instant.now(), null, null, null, 1L, 1L)),
                (sandbox, before, usage, running, containers, facts) -> Overhead.UNKNOWN,
                () -> false);
        try (GuestStatistics statistics = GuestStatistics.start(parts, Clock.systemUTC(), System::nanoTime)) {
            node.run("a", "c1");
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                statistics.touch();
                runtime.endDue();
                SandboxStatistics known = statistics.of(id);
                return !known.containers().isEmpty() && known.host() != null;
            });
        }
    }

    private ContainerSample sample(String sandbox) {
        return sampling.of(sandbox).containers().get(0);
    }

    private Duration age(String sandbox) {
        return Duration.between(sample(sandbox).usage().at(), sampling.now());
    }
}
