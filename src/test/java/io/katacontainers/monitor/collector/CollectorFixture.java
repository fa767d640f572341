package io.katacontainers.monitor.collector;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.katacontainers.monitor.collector.exposition.StrictReader;
import io.katacontainers.monitor.collector.http.CadvisorMode;
import io.katacontainers.monitor.collector.runtime.RuntimeEndpoint;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.sandbox.SandboxRoot;
import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.sim.cri.CriSimulator;
import io.katacontainers.monitor.sim.cri.SimulatedContainer;
import io.katacontainers.monitor.sim.cri.SimulatedPod;
import io.katacontainers.monitor.sim.shim.ShimSimulator;
import io.katacontainers.monitor.sim.shim.SimulatedShim;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;

/** A whole collector beside simulated shims and a simulated container runtime, and a client of it. */
final class CollectorFixture implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    final ShimSimulator shims;
    final CriSimulator runtime;
    private final Path directory;
    private final CollectorProcess collector;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private CollectorFixture(boolean debug) throws IOException {
        // Short, as the path of a socket may have no more than 107 bytes.
        directory = Files.createTempDirectory("km");
        shims = new ShimSimulator(directory);
        runtime = new CriSimulator(directory.resolve("cri.sock"));
        collector = CollectorProcess.start(
                new CollectorOptions(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        null,
                        RuntimeEndpoint.parse(runtime.socket().toString()),
                        List.of(
                                new SandboxRoot(shims.goRoot(), Flavor.GO),
                                new SandboxRoot(shims.rustRoot(), Flavor.RUNTIME_RS)),
                        false,
                        Path.of("/proc"),
                        Path.of("/sys/fs/cgroup"),
                        CadvisorMode.AUTO,
                        debug,
                        "1.2.3"),
                Clock.systemUTC(),
                System::nanoTime,
                root -> {});
    }

    /** As on a host; the container runtime is not up yet. */
    static CollectorFixture onAHost() throws IOException {
        return new CollectorFixture(true);
    }

    /** As in a cluster. */
    static CollectorFixture inACluster() throws IOException {
        return new CollectorFixture(false);
    }

    Path directory() {
        return directory;
    }

    InetSocketAddress address() {
        return collector.address();
    }

    /** {@code count} Go shims with pods, all discovered and labelled. */
    List<SimulatedShim> startShims(int count) throws IOException {
        List<String> ids =
                IntStream.range(0, count).mapToObj(i -> "sandbox-" + i).toList();
        for (String id : ids) {
            shims.start(id, Flavor.GO, "qemu");
        }
        runtime.pods(ids.stream().map(CollectorFixture::pod).toList()).start();
        eventually(() -> {
            List<SandboxReport> known = report().sandboxes();
            if (known.size() != count
                    || !known.stream()
                            .allMatch(sandbox ->
                                    sandbox.pod() != null && sandbox.state() == SandboxReport.State.RUNNING)) {
                throw new AssertionError("not all are known yet: " + known);
            }
        });
        return shims.shims();
    }

    /** The pod of a sandbox. */
    static SimulatedPod pod(String sandboxId) {
        return SimulatedPod.ready(
                sandboxId,
                "shop",
                "pod-of-" + sandboxId,
                SimulatedContainer.running("c-" + sandboxId, "app", "shop/app:1"));
    }

    HttpResponse<String> get(String target, String... headers) {
        return send(target, HttpResponse.BodyHandlers.ofString(), headers);
    }

    HttpResponse<byte[]> bytes(String target, String... headers) {
        return send(target, HttpResponse.BodyHandlers.ofByteArray(), headers);
    }

    private <T> HttpResponse<T> send(String target, HttpResponse.BodyHandler<T> handler, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + address().getPort() + target))
                .timeout(LIMIT);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** All that comes back for a request that an HTTP client would refuse to send. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.connect(address());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** As {@link #raw}, for GET. */
    String rawGet(String target) throws IOException {
        return raw("GET " + target + " HTTP/1.1\r\nHost: collector\r\nConnection: close\r\n\r\n");
    }

    /** The page of all sandboxes, strictly checked. */
    Map<String, StrictReader.Family> metrics() {
        return StrictReader.read(bytes("/metrics").body());
    }

    /** Scrapes; gives the sum of the series whose lines begin with the name and hold all the fragments. */
    double scrapeForSum(String name, String... fragments) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + '{') || line.startsWith(name + ' '))
                .filter(line -> Stream.of(fragments).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    List<String> sandboxes() {
        return get("/sandboxes").body().lines().toList();
    }

    NodeReport report() {
        try {
            return new ObjectMapper().readValue(get("/api/v1/sandboxes").body(), NodeReport.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SandboxReport report(String id) {
        return report().sandboxes().stream()
                .filter(sandbox -> sandbox.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no report of " + id));
    }

    static void eventually(ThrowingRunnable assertion) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).untilAsserted(assertion);
    }

    @Override
    public void close() throws IOException {
        collector.close();
        runtime.close();
        shims.close();
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
