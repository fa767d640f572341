package io.katacontainers.monitor.collector.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.sim.cri.CriSimulator;
import io.katacontainers.monitor.sim.cri.Fault;
import io.katacontainers.monitor.sim.cri.SimulatedContainer;
import io.katacontainers.monitor.sim.cri.SimulatedPod;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cache and its client against a gRPC server on a real unix socket. */
class PodMetadataCacheIT {
    private static final Logger log = LoggerFactory.getLogger(PodMetadataCacheIT.class);
    private static final SandboxId A = new SandboxId("a");
    private static final SandboxId B = new SandboxId("b");
    /** Shorter than in production, so that a hang costs the tests little. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);

    private final FakeSandboxes sandboxes = new FakeSandboxes();

    @TempDir
    private Path directory = Path.of("");

    private Path socket = Path.of("");
    private CriSimulator simulator = new CriSimulator(socket);
    private PodMetadataCache cache = new PodMetadataCache(sandboxes, new FakeRuntime(), System::nanoTime);

    @BeforeEach
    void prepare() {
        socket = directory.resolve("cri.sock");
        simulator = new CriSimulator(socket)
                .pods(List.of(
                        SimulatedPod.ready("a", "shop", "cart", SimulatedContainer.running("c1", "app", "cart:1")),
                        SimulatedPod.ready("b", "shop", "till", SimulatedContainer.running("c2", "app", "till:1"))));
    }

    @AfterEach
    void stop() {
        cache.close();
        simulator.close();
    }

    @Test
    void namesThePodAndContainersOfASandbox() {
        simulator.start();
        watch("a");
        eventually(() -> assertThat(cache.lookup(A))
                .isEqualTo(new PodLookup.Known(
                        new PodMetadata(SimulatedPod.ready("a", "", "").uid(), "cart", "shop", "kata", true),
                        List.of(new ContainerMetadata("c1", "app", "cart:1", ContainerMetadata.State.RUNNING)))));
        assertThat(cache.runtime())
                .isEqualTo(new RuntimeState(true, socket.toString(), "containerd", "1.6.20", "v1", null));
    }

    @Test
    void asksSoonForASandboxThatTheRuntimeListsLate() {
        simulator.start();
        watch("a");
        eventually(this::knowsA);
        sandboxes.set("a", "late");
        eventually(() -> assertThat(simulator.calls("ListPodSandbox")).isGreaterThan(3));
        simulator.pods(List.of(SimulatedPod.ready("late", "shop", "latecomer")));
        eventually(() -> assertThat(cache.lookup(new SandboxId("late"))).isInstanceOf(PodLookup.Known.class));
    }

    @Test
    void absentThenUp() {
        watch("a");
        eventually(() -> assertThat(cache.runtime().problem()).startsWith("no socket at " + socket));
        assertThat(cache.lookup(A)).isInstanceOf(PodLookup.Pending.class);
        simulator.start();
        eventually(this::knowsA);
    }

    @Test
    void restartedAtANewSocketWithAnotherVersion() {
        simulator.start();
        watch("a");
        eventually(this::knowsA);
        simulator.version("2.0.0").serve("v1").start();
        sandboxes.set("a", "b");
        eventually(() -> assertThat(cache.lookup(B)).isInstanceOf(PodLookup.Known.class));
        assertThat(cache.runtime().version()).isEqualTo("2.0.0");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"HANG", "ERROR", "GARBAGE"})
    void healsFromAFaultAndKeepsWhatIsKnown(Fault fault) {
        simulator.start();
        watch("a");
        eventually(this::knowsA);
        simulator.fault(fault);
        sandboxes.set("a", "b");
        eventually(() -> assertThat(cache.runtime().up()).isFalse());
        assertThat(cache.runtime().problem()).contains(socket.toString()).doesNotContain("\n");
        knowsA();
        assertThat(cache.lookup(B)).isInstanceOf(PodLookup.Pending.class);
        simulator.fault(Fault.NONE);
        eventually(() -> assertThat(cache.lookup(B)).isInstanceOf(PodLookup.Known.class));
    }

    @Test
    void aSlowRuntimeIsWaitedFor() {
        simulator.fault(Fault.SLOW).start();
        sandboxes.set("a");
        cache = PodMetadataCache.start(RuntimeEndpoint.parse(socket.toString()), sandboxes, System::nanoTime);
        eventually(this::knowsA);
    }

    @Test
    void fallsBackToTheOldVersion() {
        simulator.serve("v1alpha2").start();
        watch("a");
        eventually(this::knowsA);
        assertThat(cache.runtime().api()).isEqualTo("v1alpha2");
    }

    @Test
    void aServerThatIsNoRuntimeIsNamed() {
        simulator.serve().start();
        watch("a");
        eventually(() -> assertThat(cache.runtime().problem()).endsWith("is it a CRI runtime?"));
    }

    @Test
    void doesNotAskAgainForWhatIsNotImplemented() {
        simulator.unimplemented("ListContainers").start();
        watch("a");
        eventually(this::knowsA);
        sandboxes.set("a", "late");
        eventually(() -> assertThat(simulator.calls("ListPodSandbox")).isGreaterThan(3));
        assertThat(simulator.calls("ListContainers")).isEqualTo(1);
        assertThat(cache.runtime().up()).isTrue();
    }

    @Test
    void takesTheNextCandidateWhereTheFirstIsDead() throws IOException {
        Path dead = directory.resolve("dead.sock");
        listen(dead).close();
        assertThat(dead).exists();
        simulator.start();
        watch(new RuntimeEndpoint(List.of(directory.resolve("absent.sock"), dead, socket)), "a");
        eventually(this::knowsA);
        assertThat(cache.runtime().endpoint()).isEqualTo(socket.toString());
    }

    @Test
    void fiveHundredPodsCostTwoCalls() {
        List<SimulatedPod> pods = SimulatedPod.many(500);
        simulator.pods(pods).start();
        watch(pods.stream().map(SimulatedPod::id).toArray(String[]::new));
        eventually(() -> assertThat(pods).allSatisfy(pod -> assertThat(cache.lookup(new SandboxId(pod.id())))
                .isInstanceOfSatisfying(PodLookup.Known.class, known -> assertThat(known.containers())
                        .hasSize(1))));
        assertThat(simulator.calls("ListPodSandbox")).isEqualTo(1);
        assertThat(simulator.calls("ListContainers")).isEqualTo(1);
    }

    @Test
    void healsFromAPeerThatNeverAcceptsAndFromOneThatSpeaksNoHttp() throws IOException {
        try (ServerSocketChannel frozen = listen(socket)) {
            watch("a");
            eventually(() -> assertThat(cache.runtime().problem()).contains("no answer within"));
            CompletableFuture<Void> nonsense = CompletableFuture.runAsync(() -> talkNonsense(frozen));
            eventually(() -> assertThat(cache.runtime().problem()).doesNotContain("no answer within"));
            assertThat(nonsense).isNotCompletedExceptionally();
        }
        Files.delete(socket);
        simulator.start();
        eventually(this::knowsA);
        eventually(() -> assertThat(transportThreads()).isLessThanOrEqualTo(2));
    }

    private static ServerSocketChannel listen(Path path) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    private static void talkNonsense(ServerSocketChannel server) {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept()) {
                client.write(ByteBuffer.wrap(new byte[] {'n', 'o', '\r', '\n', '\r', '\n', 0, 1, 2, 3, 4, 5, 6, 7}));
            } catch (IOException e) {
                log.debug("A client hung up, or the test ends: {}", e.toString());
            }
        }
    }

    /** Threads that wait for bytes of a runtime, which would pile up if closing a socket did not wake its reader. */
    private static long transportThreads() {
        return Stream.of(Thread.getAllStackTraces().values())
                .flatMap(traces -> traces.stream())
                .filter(trace ->
                        Stream.of(trace).anyMatch(frame -> frame.getClassName().contains("UnixDomainSocket")))
                .count();
    }

    private void knowsA() {
        assertThat(cache.lookup(A)).isInstanceOf(PodLookup.Known.class);
    }

    private void watch(String... ids) {
        watch(RuntimeEndpoint.parse(socket.toString()), ids);
    }

    private void watch(RuntimeEndpoint endpoint, String... ids) {
        sandboxes.set(ids);
        cache = PodMetadataCache.start(new CriConnector(endpoint, CALL_TIMEOUT), sandboxes, System::nanoTime);
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(assertion);
    }
}
