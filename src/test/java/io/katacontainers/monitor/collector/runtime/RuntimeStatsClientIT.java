package io.katacontainers.monitor.collector.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.sim.cri.CriSimulator;
import io.katacontainers.monitor.sim.cri.Fault;
import io.katacontainers.monitor.sim.cri.GuestFigures;
import io.katacontainers.monitor.sim.cri.GuestForm;
import io.katacontainers.monitor.sim.cri.SimulatedContainer;
import io.katacontainers.monitor.sim.cri.SimulatedGuests;
import io.katacontainers.monitor.sim.cri.SimulatedPod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a gRPC server on a real unix socket. */
class RuntimeStatsClientIT {
    private static final SandboxId A = new SandboxId("a");
    private static final SandboxId B = new SandboxId("b");
    private static final Duration LONG = Duration.ofSeconds(30);
    /** Given to what will not answer. */
    private static final Duration SHORT = Duration.ofMillis(100);

    private static final GuestFigures FIGURES =
            new GuestFigures(3_000, 1_000, 100, 20, 30, 0, 7, 1, 5, 40, 4, 8192, 4096);

    private final SimulatedGuests guests = new SimulatedGuests().figures(container -> FIGURES);

    @TempDir
    private Path directory = Path.of("");

    private Path socket = Path.of("");
    private CriSimulator simulator = new CriSimulator(socket);
    private Optional<RuntimeStatsClient> client = Optional.empty();

    @BeforeEach
    void prepare() {
        socket = directory.resolve("cri.sock");
        simulator = simulator(socket);
    }

    private CriSimulator simulator(Path path) {
        return new CriSimulator(path)
                .guests(guests)
                .pods(List.of(
                        SimulatedPod.ready(
                                "a",
                                "shop",
                                "cart",
                                SimulatedContainer.running("c1", "app", "cart:1"),
                                SimulatedContainer.running("c2", "proxy", "proxy:1")),
                        SimulatedPod.ready("b", "shop", "till", SimulatedContainer.running("c3", "app", "till:1"))));
    }

    @AfterEach
    void stop() {
        client.ifPresent(RuntimeStatsClient::close);
        simulator.close();
    }

    @Test
    void readsAllContainersOfASandboxByOneRequest() throws Exception {
        simulator.start();
        assertThat(figures(A, "c1", "c2")).hasSize(2).allSatisfy(each -> assertThat(each)
                .isInstanceOfSatisfying(RawContainerStats.CgroupV1.class, v1 -> {
                    assertThat(v1.metrics().getCpu().getUsage().getTotal()).isEqualTo(4_000);
                    assertThat(v1.metrics().getMemory().getUsage().getUsage()).isEqualTo(150);
                }));
        assertThat(figures(A, "c2")).extracting(RawContainerStats::containerId).containsExactly("c2");
        assertThat(simulator.calls("Tasks/Metrics")).isEqualTo(2);
        assertThat(guests.maxOutstanding("a")).isEqualTo(1);
    }

    @Test
    void readsTheMessageOfEitherCgroupVersionWithAnyHostInFront() throws Exception {
        simulator.start();
        guests.form(sandbox -> GuestForm.GO_CGROUP_V2);
        for (String host : List.of("", "type.googleapis.com/", "types.containerd.io/")) {
            guests.rewrite(metric -> metric.toBuilder()
                    .setData(metric.getData().toBuilder()
                            .setTypeUrl(host + metric.getData().getTypeUrl()))
                    .build());
            assertThat(figures(A, "c1"))
                    .singleElement()
                    .isInstanceOfSatisfying(RawContainerStats.CgroupV2.class, v2 -> assertThat(
                                    v2.metrics().getCpu().getUsageUsec())
                            .isEqualTo(4));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1alpha2"})
    void fallsBackCallByCallAndAsksOnceForWhatIsMissing(String api) throws Exception {
        simulator
                .serve(api)
                .unimplemented("Tasks/Metrics", "Containers/List", "Events/Subscribe")
                .start();
        assertThat(figures(A, "c1", "c2")).hasSize(2).allSatisfy(each -> assertThat(each)
                .isInstanceOfSatisfying(RawContainerStats.Cri.class, cri -> assertThat(
                                cri.stats().getMemory().getWorkingSetBytes().getValue())
                        .isEqualTo(130)));
        assertThat(simulator.calls("ListContainerStats")).isEqualTo(1);

        simulator.unimplemented("Tasks/Metrics", "ListContainerStats", "Events/Subscribe");
        assertThat(figures(A, "c2")).extracting(RawContainerStats::containerId).containsExactly("c2");
        assertThat(simulator.calls("ListPodSandboxStats")).isEqualTo(1);
        assertThat(state("containerd Tasks/Metrics")).isEqualTo(StatsCall.State.UNIMPLEMENTED);

        simulator.unimplemented("Tasks/Metrics", "ListContainerStats", "ListPodSandboxStats", "Events/Subscribe");
        assertThat(failure(asked(A, LONG, "c1")).kind()).isEqualTo(StatsFailure.Kind.RUNTIME);
        assertThat(client().interfaces(A, LONG).get()).isEmpty();
        assertThat(simulator.calls("Tasks/Metrics")).isEqualTo(1);
        assertThat(client().oomKills("c1")).isEmpty();
    }

    @Test
    void absentThenUpThenRestartedWithMoreCalls() throws Exception {
        StatsFailure absent = failure(asked(A, LONG, "c1"));
        assertThat(absent.kind()).isEqualTo(StatsFailure.Kind.RUNTIME);
        eventually(() -> assertThat(failure(asked(A, LONG, "c1"))).hasMessageStartingWith("no socket at " + socket));
        assertThat(client().calls()).allSatisfy(call -> assertThat(call.state()).isEqualTo(StatsCall.State.FAILS));

        simulator.unimplemented("Tasks/Metrics").start();
        assertThat(figures(A, "c1")).singleElement().isInstanceOf(RawContainerStats.Cri.class);

        simulator.unimplemented().start();
        eventually(() -> assertThat(figures(A, "c1")).singleElement().isInstanceOf(RawContainerStats.CgroupV1.class));
    }

    @Test
    void goesOverToTheSocketThatTookThePlace() throws Exception {
        simulator.start();
        assertThat(figures(A, "c1")).hasSize(1);
        Path other = directory.resolve("other.sock");
        try (CriSimulator successor = simulator(other).start()) {
            Files.move(other, socket, StandardCopyOption.REPLACE_EXISTING);
            eventually(() -> {
                assertThat(figures(A, "c1")).hasSize(1);
                assertThat(successor.calls("Tasks/Metrics")).isPositive();
            });
        }
    }

    @Test
    void aSandboxThatHangsCostsOnlyItself() throws Exception {
        simulator.start();
        guests.hang("a");
        assertThat(figures(B, "c3")).hasSize(1);
        assertThat(failure(asked(A, SHORT, "c1")).kind()).isEqualTo(StatsFailure.Kind.TIMEOUT);
        assertThat(figures(B, "c3")).hasSize(1);
        assertThat(state("containerd Tasks/Metrics")).isEqualTo(StatsCall.State.WORKS);
        eventually(() -> assertThat(guests.outstanding("a")).isZero());
        // The runtime was asked whether it lives, on the same connection.
        eventually(() -> assertThat(simulator.calls("Version")).isEqualTo(2));
        guests.hang();
        assertThat(figures(A, "c1")).hasSize(1);
        assertThat(simulator.calls("Events/Subscribe")).isEqualTo(1);
    }

    @Test
    void aRuntimeThatHangsIsNotTakenForASandboxThatDoes() throws Exception {
        simulator.start();
        assertThat(figures(A, "c1")).hasSize(1);
        simulator.fault(Fault.HANG);
        assertThat(failure(asked(A, SHORT, "c1")).kind()).isEqualTo(StatsFailure.Kind.TIMEOUT);
        eventually(() -> assertThat(failure(asked(A, SHORT, "c1")).kind()).isEqualTo(StatsFailure.Kind.RUNTIME));
        simulator.fault(Fault.NONE);
        eventually(() -> assertThat(figures(A, "c1")).hasSize(1));
    }

    @Test
    void leavesOutWhatCannotBeReadAndWhatNobodyAskedFor() throws Exception {
        simulator.start();
        guests.rewrite(metric -> metric.getId().equals("c1")
                ? metric.toBuilder()
                        .setData(metric.getData().toBuilder().setTypeUrl("io.containerd.windows.v1\n"))
                        .build()
                : metric);
        assertThat(figures(A, "c1", "c2"))
                .extracting(RawContainerStats::containerId)
                .containsExactly("c2");
        assertThat(call("containerd Tasks/Metrics").problem())
                .isEqualTo("container c1 has figures of unknown type \"io.containerd.windows.v1 \"");

        guests.rewrite(metric -> metric.toBuilder()
                .setData(metric.getData().toBuilder()
                        .setValue(metric.getData()
                                .getValue()
                                .substring(0, metric.getData().getValue().size() - 1)))
                .build());
        assertThat(failure(asked(A, LONG, "c1")).kind()).isEqualTo(StatsFailure.Kind.ANSWER);

        guests.rewrite(metric -> metric.toBuilder().setId("c3").build());
        assertThat(figures(A, "c1", "c2")).isEmpty();

        guests.rewrite(metric -> metric.toBuilder().clearTimestamp().build());
        assertThat(failure(asked(A, LONG, "c1"))).hasMessageContaining("without a time");

        guests.rewrite(metric -> metric);
        simulator.fault(Fault.GARBAGE);
        assertThat(failure(asked(A, LONG, "c1")).kind()).isEqualTo(StatsFailure.Kind.ANSWER);
        simulator.fault(Fault.ERROR);
        assertThat(failure(asked(A, LONG, "c1"))).hasMessageContaining("simulated failure");
        simulator.fault(Fault.NONE);
        assertThat(figures(A, "c1")).hasSize(1);
        assertThat(call("containerd Tasks/Metrics").problem()).isNull();
    }

    @Test
    void neverAsksForAllOfTheNode() throws Exception {
        simulator.start();
        assertThat(figures(A)).isEmpty();
        assertThat(figures(A, "", "c3\",id!=\"x", "c1,labels", "c 1", "c1\n")).isEmpty();
        assertThat(simulator.calls("Tasks/Metrics")).isZero();
    }

    @Test
    void tellsWhatWasSetButNoSecrets() throws Exception {
        guests.figures(container -> GuestFigures.moving(container, Duration.ZERO))
                .pid(sandbox -> 4711);
        simulator.start();
        figures(A, "c1");
        SandboxFacts facts = client().facts(A, List.of("c1", "c9"), LONG).get();
        assertThat(facts.runtimeType()).isEqualTo("io.containerd.kata.v2");
        assertThat(facts.kata()).contains(true);
        assertThat(facts.pid()).isEqualTo(4711);
        assertThat(facts.declaredOverheadBytes()).isEqualTo(160L << 20);
        assertThat(facts.declaredOverheadMillicores()).isEqualTo(250);
        assertThat(facts.containers())
                .filteredOn(each -> each.id().equals("c1"))
                .singleElement()
                .usingRecursiveComparison()
                .ignoringFields("startedAt")
                .isEqualTo(new ContainerFacts("c1", null, 100_000L, 50_000L, 512L, 256L << 20));
        assertThat(facts.containers())
                .allSatisfy(each -> assertThat(each.startedAt()).isNotNull());
        assertThat(facts.toString()).doesNotContain("secret");
    }

    @Test
    void tellsLessWhereTheRuntimeHasLess() throws Exception {
        guests.info(sandbox -> "{\"image\": \"pause\", \"pid\": 18446744073709551615}");
        simulator
                .unimplemented("Tasks/Metrics", "Containers/List", "Events/Subscribe")
                .start();
        figures(A, "c1");
        SandboxFacts facts = client().facts(A, List.of("c1"), LONG).get();
        assertThat(facts.kata()).isEmpty();
        assertThat(facts.pid()).isNull();
        assertThat(facts.declaredOverheadBytes()).isNull();
        assertThat(facts.containers())
                .singleElement()
                .usingRecursiveComparison()
                .ignoringFields("startedAt")
                .isEqualTo(new ContainerFacts("c1", null, 100_000L, 50_000L, 512L, null));

        simulator.unimplemented("PodSandboxStatus", "ContainerStatus");
        assertThat(client().facts(A, List.of("c1"), LONG).get()).isEqualTo(SandboxFacts.UNKNOWN);
    }

    @Test
    void countsThePodsOwnInterfacesOnly() throws Exception {
        simulator.start();
        figures(A, "c1");
        assertThat(client().interfaces(A, LONG).get())
                .extracting(PodInterface::name)
                .containsExactly("eth0");
    }

    @Test
    void countsKillsForLackOfMemoryAlsoAfterARestart() throws Exception {
        AtomicInteger told = new AtomicInteger();
        client().onOomKill(told::incrementAndGet);
        client().retain(Set.of("c1", "c2"));
        assertThat(client().oomKills("c1")).isEmpty();
        simulator.start();
        eventually(() -> assertThat(client().oomKills("c1")).hasValue(0));
        guests.oom("c1");
        eventually(() -> assertThat(client().oomKills("c1")).hasValue(1));
        assertThat(client().oomKills("c2")).hasValue(0);
        assertThat(client().oomKills("c9")).isEmpty();
        assertThat(told).hasValue(1);
        assertThat(state("containerd Events/Subscribe")).isEqualTo(StatsCall.State.WORKS);

        simulator.start();
        eventually(() -> assertThat(simulator.calls("Events/Subscribe")).isEqualTo(2));
        eventually(() -> assertThat(guests.watchers()).isEqualTo(1));
        guests.oom("c1");
        eventually(() -> assertThat(client().oomKills("c1")).hasValue(2));
    }

    private RuntimeStatsClient client() {
        RuntimeStatsClient running = client.orElseGet(() -> RuntimeStatsClient.start(
                RuntimeEndpoint.parse(socket.toString()), Duration.ofSeconds(1), System::nanoTime));
        client = Optional.of(running);
        return running;
    }

    private CompletableFuture<List<RawContainerStats>> asked(
            SandboxId sandbox, Duration deadline, String... containers) {
        return client().containers(sandbox, List.of(containers), deadline);
    }

    /** Asked again while there is no connection. */
    private List<RawContainerStats> figures(SandboxId sandbox, String... containers) {
        AtomicReference<List<RawContainerStats>> figures = new AtomicReference<>(List.of());
        eventually(() -> assertThat(asked(sandbox, LONG, containers))
                .succeedsWithin(LONG)
                .satisfies(figures::set));
        return Objects.requireNonNull(figures.get());
    }

    private static StatsFailure failure(CompletableFuture<?> answer) throws Exception {
        Throwable failure =
                answer.<Throwable>handle((value, problem) -> problem).get(30, TimeUnit.SECONDS);
        assertThat(failure).isInstanceOf(StatsFailure.class);
        return (StatsFailure) failure;
    }

    private StatsCall call(String name) {
        return client().calls().stream()
                .filter(call -> call.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private StatsCall.State state(String name) {
        return call(name).state();
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(20)).untilAsserted(assertion);
    }
}
