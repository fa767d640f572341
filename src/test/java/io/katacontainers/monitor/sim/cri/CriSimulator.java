package io.katacontainers.monitor.sim.cri;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.katacontainers.monitor.collector.runtime.cri.ListContainersResponse;
import io.katacontainers.monitor.collector.runtime.cri.ListPodSandboxResponse;
import io.katacontainers.monitor.collector.runtime.cri.RuntimeServiceGrpc;
import io.katacontainers.monitor.collector.runtime.cri.VersionResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A gRPC server on a unix socket that answers as a container runtime does. All settings may change while it runs. */
public final class CriSimulator implements AutoCloseable {
    private final Path socket;
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private volatile Set<String> apis = Set.of("v1", "v1alpha2");
    private volatile Set<String> unimplemented = Set.of();
    private volatile List<SimulatedPod> pods = List.of();
    private volatile Fault fault = Fault.NONE;
    private volatile String version = "1.6.20";
    private volatile @Nullable SimulatedGuests guests;
    private final CallRules rules = new Rules();
    private @Nullable Running running;

    private record Running(Server server, EventLoopGroup group) {}

    /** Not started yet: the socket is absent. */
    public CriSimulator(Path socket) {
        this.socket = socket;
    }

    /** Where it listens. */
    public Path socket() {
        return socket;
    }

    /** Takes requests from now on, at a new socket. */
    public synchronized CriSimulator start() {
        stop();
        EventLoopGroup group = new EpollEventLoopGroup(1);
        NettyServerBuilder server = NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(group)
                .workerEventLoopGroup(group)
                .permitKeepAliveTime(1, TimeUnit.SECONDS);
        apis.stream().map(this::service).forEach(server::addService);
        if (guests != null) {
            new ContainerdServices(() -> pods, guests, rules).all().forEach(server::addService);
        }
        try {
            running = new Running(server.build().start(), group);
        } catch (IOException e) {
            end(group);
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Drops all connections and takes the socket away. */
    public synchronized void stop() {
        Running last = running;
        running = null;
        if (last != null) {
            last.server().shutdownNow();
            end(last.group());
        }
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** CRI versions to serve from the next start on: {@code v1}, {@code v1alpha2}. */
    public CriSimulator serve(String... versions) {
        apis = Set.of(versions);
        return this;
    }

    /** Calls, and no others, to refuse as not implemented, such as {@code ListContainers} or {@code Tasks/Metrics}. */
    public CriSimulator unimplemented(String... methods) {
        unimplemented = Set.of(methods);
        return this;
    }

    /** What to list. */
    public CriSimulator pods(List<SimulatedPod> listed) {
        pods = List.copyOf(listed);
        return this;
    }

    /**
     * Answers statistic calls from the next start on, those of the CRI and those of containerd, at the same socket. Without guests all these
     * are unimplemented.
     */
    public CriSimulator guests(SimulatedGuests inside) {
        guests = inside;
        return this;
    }

    /** How to misbehave. */
    public CriSimulator fault(Fault how) {
        fault = how;
        return this;
    }

    /** Which version of containerd to claim. */
    public CriSimulator version(String claimed) {
        version = claimed;
        return this;
    }

    /** How often a call was made, such as {@code ListPodSandbox} or {@code Tasks/Metrics}; those that were refused or not answered count too. */
    public int calls(String method) {
        AtomicInteger count = calls.get(method);
        return count == null ? 0 : count.get();
    }

    private static void end(EventLoopGroup group) {
        var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private ServerServiceDefinition service(String api) {
        SimulatedService service = new SimulatedService("runtime." + api + ".RuntimeService", rules)
                .method(RuntimeServiceGrpc.getVersionMethod(), () -> VersionResponse.newBuilder()
                        .setVersion("0.1.0")
                        .setRuntimeName("containerd")
                        .setRuntimeVersion(version)
                        .setRuntimeApiVersion(api)
                        .build())
                .method(RuntimeServiceGrpc.getListPodSandboxMethod(), () -> ListPodSandboxResponse.newBuilder()
                        .addAllItems(pods.stream().map(SimulatedPod::listed).toList())
                        .build())
                .method(RuntimeServiceGrpc.getListContainersMethod(), () -> ListContainersResponse.newBuilder()
                        .addAllContainers(pods.stream()
                                .flatMap(pod -> pod.containers().stream().map(each -> each.listed(pod.id())))
                                .toList())
                        .build());
        if (guests != null) {
            new CriStatistics(() -> pods, guests).addTo(service);
        }
        return service.build();
    }

    private final class Rules implements CallRules {
        @Override
        public void admit(String method) throws StatusException {
            calls.computeIfAbsent(method, any -> new AtomicInteger()).incrementAndGet();
            if (unimplemented.contains(method)) {
                throw Status.UNIMPLEMENTED
                        .withDescription("unknown method " + method)
                        .asException();
            }
        }

        @Override
        public Fault fault() {
            return fault;
        }
    }
}
