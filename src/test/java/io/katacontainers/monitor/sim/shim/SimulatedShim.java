package io.katacontainers.monitor.sim.shim;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One shim: a directory as the real ones leave it, and a server on its socket. */
public final class SimulatedShim {
    private final String id;
    private final int index;
    private final Flavor flavor;
    private final String hypervisor;
    private final Path directory;
    private final PayloadTemplate payload;
    private final ExecutorService threads;
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private final Set<String> methods = ConcurrentHashMap.newKeySet();
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final Set<String> hangingPages = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private volatile boolean closing;
    private final Set<Long> spinningSince = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocketChannel listener;
    private volatile ShimFault fault = ShimFault.NONE;
    private volatile boolean aborted;

    SimulatedShim(
            String id,
            int index,
            Flavor flavor,
            String hypervisor,
            Path directory,
            PayloadTemplate payload,
            ExecutorService threads) {
        this.id = id;
        this.index = index;
        this.flavor = flavor;
        this.hypervisor = hypervisor;
        this.directory = directory;
        this.payload = payload;
        this.threads = threads;
    }

    /** Makes the directory and its state file, then the socket, in the order of real shims. */
    void start() throws IOException {
        Files.createDirectories(directory);
        if (flavor == Flavor.RUNTIME_RS) {
            Files.writeString(directory.resolve("state.json"), """
                    {"sandbox_type":"virt_container","resource":{},"hypervisor":{"hypervisor_type":"%s","pid":null,\
                    "id":"%s","vm_path":"","jailed":false,"jailer_root":"","netns":null}}
                    """.formatted(hypervisor, id));
        } else {
            Files.writeString(directory.resolve("persist.json"), """
                    {"PersistVersion":2,"State":"running","SandboxContainer":"%s",\
                    "HypervisorState":{"Type":"%s","Pid":0},"Config":{"HypervisorType":"%s"}}
                    """.formatted(id, hypervisor, hypervisor));
        }
        listen();
    }

    /** Name of the directory. */
    public String id() {
        return id;
    }

    /** Where it lives. */
    public Path directory() {
        return directory;
    }

    /** Where it listens. */
    public Path socket() {
        return directory.resolve(Sandbox.SOCKET_NAME);
    }

    /** Its implementation. */
    public Flavor flavor() {
        return flavor;
    }

    /** As its state file names it. */
    public String hypervisor() {
        return hypervisor;
    }

    /** What is wrong with it. */
    public ShimFault fault() {
        return fault;
    }

    /** Changes what is wrong with it, for requests that come from now on. A shim that listens again does so on a new socket. */
    public synchronized void fault(ShimFault fault) throws IOException {
        this.fault = fault;
        if (fault == ShimFault.REFUSED || fault == ShimFault.NO_SOCKET) {
            stopListening();
        } else if (listener == null && !aborted) {
            listen();
        }
        if (fault == ShimFault.NO_SOCKET) {
            Files.deleteIfExists(socket());
        }
    }

    /** Serves one more page, as Go shims with {@code enable_pprof} serve those below {@code /debug/}. */
    public void page(String path, String contentType, String body) {
        pages.put(path, new Page(contentType, body));
    }

    /** Takes requests for this path and never answers. */
    public void hangingPage(String path) {
        hangingPages.add(path);
    }

    /** Listens on a new socket, as after a restart. */
    public synchronized void restart() throws IOException {
        stopListening();
        aborted = false;
        spinningSince.clear();
        listen();
    }

    /** Requests for this path, its query not counted. */
    public long requests(String path) {
        LongAdder count = requests.get(path);
        return count == null ? 0 : count.sum();
    }

    /** Connections that were made to it. */
    public long connections() {
        return accepted.get();
    }

    /** Closes connections after each answer without having said so, from now on. */
    public void closesAfterAnswers() {
        closing = true;
    }

    /** Methods of all requests. */
    public Set<String> methods() {
        return Set.copyOf(methods);
    }

    /** The most requests for /metrics that were under way at the same time. */
    public int mostInFlight() {
        return mostInFlight.get();
    }

    /** Whether a request ended it, as one for metrics ends runtime-rs with a hypervisor that has none. */
    public boolean aborted() {
        return aborted;
    }

    /** CPU time as its /proc would show it: one core for each request that made it spin. */
    public Duration cpuTime() {
        long now = System.nanoTime();
        return Duration.ofNanos(
                spinningSince.stream().mapToLong(since -> now - since).sum());
    }

    private synchronized void listen() throws IOException {
        Files.deleteIfExists(socket());
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(socket()), 128);
        listener = channel;
        threads.execute(() -> accept(channel));
    }

    private void accept(ServerSocketChannel channel) {
        try {
            while (channel.isOpen()) {
                SocketChannel connection = channel.accept();
                connections.add(connection);
                accepted.incrementAndGet();
                threads.execute(() -> serve(connection));
            }
        } catch (ClosedChannelException | RejectedExecutionException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("shim " + id + " cannot accept", e);
        }
    }

    private void serve(SocketChannel channel) {
        try (ShimConnection connection = new ShimConnection(channel)) {
            if (fault == ShimFault.RESET) {
                return;
            }
            String request = connection.readRequest();
            while (!request.isEmpty()) {
                answer(connection, request);
                request = closing || request.contains("Connection: close") ? "" : connection.readRequest();
            }
        } catch (IOException e) {
            // The client went away, as it does from a sick shim.
            connections.remove(channel);
        } finally {
            connections.remove(channel);
        }
    }

    private void answer(ShimConnection connection, String request) throws IOException {
        String[] words = request.split(" ", 3);
        String path = words[1].split("\\?", 2)[0];
        methods.add(words[0]);
        requests.computeIfAbsent(path, key -> new LongAdder()).increment();
        ShimAnswers answers = new ShimAnswers(connection, flavor);
        if (hangingPages.contains(path)) {
            connection.awaitEnd();
            return;
        }
        Page page = pages.get(path);
        if (page != null) {
            answers.page(page.contentType(), page.body());
            return;
        }
        switch (path) {
            case "/metrics" -> metrics(answers);
            case "/agent-url" ->
                answers.text(
                        200, flavor == Flavor.GO ? "vsock://" + (1000 + index) + ":1024" : "hvsock:///run/kata/" + id);
            default -> answers.text(404, flavor == Flavor.GO ? "404 page not found\n" : "URL NOT FOUND");
        }
    }

    private void metrics(ShimAnswers answers) throws IOException {
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try {
            if (flavor == Flavor.RUNTIME_RS
                    && !Set.of("dragonball", "clh", "openvmm").contains(hypervisor)) {
                abort();
                return;
            }
            if (fault == ShimFault.SPINNING) {
                spinningSince.add(System.nanoTime());
            }
            answers.metrics(fault, payload.render(index, served.getAndIncrement()));
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private synchronized void abort() throws IOException {
        aborted = true;
        stopListening();
    }

    private synchronized void stopListening() throws IOException {
        ServerSocketChannel channel = listener;
        listener = null;
        if (channel != null) {
            channel.close();
        }
        for (SocketChannel connection : connections) {
            connection.close();
        }
    }

    /** Ends it and removes its directory. */
    synchronized void stop() throws IOException {
        stopListening();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private record Page(String contentType, String body) {}
}
