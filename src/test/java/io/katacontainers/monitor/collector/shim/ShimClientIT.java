package io.katacontainers.monitor.collector.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.sim.shim.ShimFault;
import io.katacontainers.monitor.sim.shim.ShimSimulator;
import io.katacontainers.monitor.sim.shim.SimulatedShim;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShimClientIT {
    private static final Duration PLENTY = Duration.ofSeconds(30);
    private static final Duration LITTLE = Duration.ofMillis(300);

    @TempDir
    private Path root;

    private final ShimClient client = new ShimClient(ShimLimits.DEFAULT, System::nanoTime);
    private ShimSimulator simulator;

    @BeforeEach
    void start() throws IOException {
        simulator = new ShimSimulator(root);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({"GO,qemu", "RUNTIME_RS,dragonball"})
    void takesWholeAnswers(Flavor flavor, String hypervisor) throws Exception {
        SimulatedShim shim = simulator.start("good", flavor, hypervisor);

        ShimResponse response = client.get(shim.socket(), "/metrics", PLENTY);

        String text = new String(response.body(), StandardCharsets.UTF_8);
        assertThat(text).startsWith("# HELP").endsWith("\n").contains("kata_guest_load{item=\"load1\"}");
        assertThat(response.contentType() != null).isEqualTo(flavor == Flavor.GO);
    }

    @ParameterizedTest
    @CsvSource({
        "STATUS_500,STATUS",
        "STATUS_404,STATUS",
        "STATUS_500_VALID_BODY,STATUS",
        "REDIRECT,STATUS",
        "GARBAGE,FRAMING",
        "HALF_BODY,TRUNCATED",
        "CUT_CHUNK,TRUNCATED",
        "RESET,TRUNCATED",
        "REFUSED,REFUSED",
        "NO_SOCKET,NO_SOCKET",
        "ENDLESS_BODY,TOO_LARGE",
        "NO_LENGTH,FRAMING",
        "HUGE_LENGTH,TOO_LARGE",
        "HUGE_HEADER,TOO_LARGE",
        "MANY_HEADERS,TOO_LARGE"
    })
    void tellsWhyItFailed(ShimFault fault, ShimFailure failure) throws Exception {
        SimulatedShim shim = simulator.start("sick", Flavor.GO, "qemu");
        shim.fault(fault);

        assertThat(failure(shim.socket(), PLENTY).failure()).isEqualTo(failure);
    }

    @ParameterizedTest
    @EnumSource(names = {"HANG", "HANG_AFTER_FIRST_FAMILY", "SLOW_DRIP"})
    void endsAtTheDeadline(ShimFault fault) throws Exception {
        SimulatedShim shim = simulator.start("sick", Flavor.GO, "qemu");
        shim.fault(fault);

        assertThat(failure(shim.socket(), LITTLE).failure()).isEqualTo(ShimFailure.TIMEOUT);
    }

    @Test
    void endsAtTheDeadlineWhereTheListenersQueueIsFull() throws Exception {
        Path socket = root.resolve("full.sock");
        List<SocketChannel> queued = new ArrayList<>();
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket), 1);
            for (int i = 0; i < 2; i++) {
                queued.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
            }

            assertThat(failure(socket, LITTLE).failure()).isEqualTo(ShimFailure.TIMEOUT);
        } finally {
            for (SocketChannel channel : queued) {
                channel.close();
            }
        }
    }

    @Test
    void deadlinesAreJudgedByTheClock() throws Exception {
        SimulatedShim shim = simulator.start("drip", Flavor.GO, "qemu");
        shim.fault(ShimFault.SLOW_DRIP);
        long[] reads = {0};
        // Each look at the clock is a second later: bytes that keep coming do not help.
        try (ShimClient hurried = new ShimClient(ShimLimits.DEFAULT, () -> reads[0]++ * 1_000_000_000L)) {
            assertThatThrownBy(() -> hurried.get(shim.socket(), "/metrics", PLENTY))
                    .isInstanceOfSatisfying(
                            ShimException.class, e -> assertThat(e.failure()).isEqualTo(ShimFailure.TIMEOUT));
        }
    }

    @Test
    void keepsStatusAndStartOfARefusal() throws Exception {
        SimulatedShim shim = simulator.start("sick", Flavor.GO, "qemu");
        shim.fault(ShimFault.STATUS_500_VALID_BODY);

        ShimException e = failure(shim.socket(), PLENTY);

        assertThat(e.status()).isEqualTo(500);
        assertThat(e.excerpt()).hasSize(512).startsWith("# HELP");
    }

    @Test
    void pathsTooLongForASocketHaveNone() {
        assertThat(failure(root.resolve("x".repeat(120)), PLENTY).failure()).isEqualTo(ShimFailure.NO_SOCKET);
    }

    @Test
    void asksTheBudgetBeforeItTakesMemory() throws Exception {
        SimulatedShim shim = simulator.start("endless", Flavor.GO, "qemu");
        shim.fault(ShimFault.ENDLESS_BODY);
        long[] reserved = {0};

        BodyBudget budget = bytes -> {
            reserved[0] += bytes;
            return reserved[0] <= 100_000;
        };
        assertThatThrownBy(() -> client.read(endpoint(shim), "/metrics", PLENTY, budget, ShimClientIT::text))
                .isInstanceOfSatisfying(
                        ShimException.class, e -> assertThat(e.failure()).isEqualTo(ShimFailure.TOO_LARGE));
    }

    @ParameterizedTest
    @CsvSource({"GO,qemu", "RUNTIME_RS,dragonball"})
    void asksAgainOnTheConnectionThatTheShimKept(Flavor flavor, String hypervisor) throws Exception {
        SimulatedShim shim = simulator.start("keeps", flavor, hypervisor);
        for (int i = 0; i < 3; i++) {
            assertThat(read(shim)).startsWith("# HELP").endsWith("\n");
        }
        assertThat(shim.connections()).isEqualTo(1);
        assertThat(shim.requests("/metrics")).isEqualTo(3);

        client.closeIdle(Duration.ofMinutes(1));
        assertThat(client.keepsConnections()).isTrue();
        client.closeIdle(Duration.ZERO.minusSeconds(1));
        assertThat(client.keepsConnections()).isFalse();
        assertThat(read(shim)).isNotEmpty();
        assertThat(shim.connections()).isEqualTo(2);
    }

    @Test
    void keepsNoConnectionToAShimThatIsGone() throws Exception {
        SimulatedShim one = simulator.start("one", Flavor.GO, "qemu");
        SimulatedShim other = simulator.start("other", Flavor.GO, "qemu");
        assertThat(read(one)).isNotEmpty();
        assertThat(read(other)).isNotEmpty();
        client.retain(Set.of(one.socket()));
        assertThat(read(one)).isNotEmpty();
        assertThat(read(other)).isNotEmpty();
        assertThat(one.connections()).isEqualTo(1);
        assertThat(other.connections()).isEqualTo(2);
    }

    @Test
    void asksTwiceOnceOfAShimThatClosesWhatItShouldKeep() throws Exception {
        SimulatedShim shim = simulator.start("closes", Flavor.GO, "qemu");
        shim.closesAfterAnswers();
        for (int i = 0; i < 4; i++) {
            assertThat(read(shim)).isNotEmpty();
        }
        assertThat(shim.requests("/metrics")).isEqualTo(4);
        assertThat(shim.connections()).isEqualTo(4);
    }

    @Test
    void connectionsEndWithTheSocketThatTheyWereMadeTo() throws Exception {
        SimulatedShim shim = simulator.start("restarts", Flavor.GO, "qemu");
        assertThat(read(shim)).isNotEmpty();
        shim.restart();
        assertThat(read(shim)).isNotEmpty();
        assertThat(shim.connections()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"HANG", "HALF_BODY", "STATUS_500", "GARBAGE", "CUT_CHUNK"})
    void aFailureOnAKeptConnectionIsNoReasonToAskAgain(ShimFault fault) throws Exception {
        SimulatedShim shim = simulator.start("fails", Flavor.GO, "qemu");
        assertThat(read(shim)).isNotEmpty();
        shim.fault(fault);
        assertThatThrownBy(() -> client.read(endpoint(shim), "/metrics", LITTLE, bytes -> true, ShimClientIT::text))
                .isInstanceOf(ShimException.class);
        assertThat(shim.requests("/metrics")).isEqualTo(2);
        shim.fault(ShimFault.NONE);
        assertThat(read(shim)).isNotEmpty();
        assertThat(shim.connections()).isEqualTo(2);
    }

    private String read(SimulatedShim shim) throws IOException, ShimException {
        return client.read(endpoint(shim), "/metrics", PLENTY, bytes -> true, ShimClientIT::text);
    }

    private static String text(byte[] body, int length) {
        return new String(body, 0, length, StandardCharsets.UTF_8);
    }

    private static ShimEndpoint endpoint(SimulatedShim shim) throws IOException {
        return new ShimEndpoint(shim.socket(), Files.getAttribute(shim.socket(), "unix:ino"));
    }

    @Test
    void closeFromAnotherThreadEndsRequests() throws Exception {
        SimulatedShim shim = simulator.start("hung", Flavor.GO, "qemu");
        shim.fault(ShimFault.HANG);
        CompletableFuture<ShimException> ended =
                CompletableFuture.supplyAsync(() -> failure(shim.socket(), Duration.ofMinutes(5)));
        await().until(() -> shim.requests("/metrics") == 1);

        client.close();

        await().untilAsserted(() -> assertThat(ended).isCompleted());
        assertThat(ended.join().failure()).isEqualTo(ShimFailure.TRUNCATED);
        assertThat(failure(shim.socket(), PLENTY).failure()).isEqualTo(ShimFailure.REFUSED);
    }

    @Test
    void sendsNothingButGet() throws Exception {
        SimulatedShim shim = simulator.start("good", Flavor.GO, "qemu");

        client.get(shim.socket(), "/metrics", PLENTY);
        client.stream(
                shim.socket(), "/agent-url", PLENTY, 100, (status, type, disposition) -> new ByteArrayOutputStream());

        assertThat(shim.methods()).containsExactly("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "metrics", "/a b", "/a\r\nX: y", "/\u00e9", "/\u0000"})
    void refusesTargetsThatCouldBeMore(String target) {
        assertThatThrownBy(() -> client.get(root.resolve("any"), target, PLENTY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void streamsAnyStatus() throws Exception {
        SimulatedShim shim = simulator.start("good", Flavor.GO, "qemu");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        AtomicReference<String> head = new AtomicReference<>();

        client.stream(shim.socket(), "/debug/vars?sandbox=good", PLENTY, 100, (status, type, disposition) -> {
            head.set(status + " " + type);
            return body;
        });

        assertThat(head).hasValue("404 text/plain; charset=utf-8");
        assertThat(body).hasToString("404 page not found\n");
        assertThat(shim.requests("/debug/vars")).isEqualTo(1);
    }

    @Test
    void streamsNoMoreThanAllowed() throws Exception {
        SimulatedShim shim = simulator.start("good", Flavor.GO, "qemu");
        ByteArrayOutputStream body = new ByteArrayOutputStream();

        assertThatThrownBy(() ->
                        client.stream(shim.socket(), "/metrics", PLENTY, 20_000, (status, type, disposition) -> body))
                .isInstanceOfSatisfying(
                        ShimException.class, e -> assertThat(e.failure()).isEqualTo(ShimFailure.TOO_LARGE));
        assertThat(body.size()).isLessThanOrEqualTo(20_000);
    }

    private ShimException failure(Path socket, Duration timeout) {
        ShimException e = catchThrowableOfType(ShimException.class, () -> client.get(socket, "/metrics", timeout));
        assertThat(e).isNotNull();
        return e;
    }
}
