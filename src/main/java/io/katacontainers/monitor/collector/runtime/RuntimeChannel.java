package io.katacontainers.monitor.collector.runtime;

import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.katacontainers.monitor.collector.runtime.cri.VersionRequest;
import io.katacontainers.monitor.collector.runtime.cri.VersionResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC channel to the unix socket of a runtime that has said which CRI version it speaks. It never heals: once lost it is closed and another
 * one opened, so that the socket is looked for and the runtime's abilities are asked for again.
 */
final class RuntimeChannel implements AutoCloseable {
    /** As the kubelet's own client. */
    private static final int MAX_ANSWER_BYTES = 16 << 20;

    private static final int MAX_NAME_LENGTH = 64;

    private final ManagedChannel channel;
    private final Path path;
    private final SocketIdentity identity;
    private final Duration callTimeout;
    private final CriApi api;
    private final RuntimeConnection.Peer peer;

    private RuntimeChannel(ManagedChannel channel, Path path, SocketIdentity identity, Duration callTimeout)
            throws RuntimeUnavailableException {
        this.channel = channel;
        this.path = path;
        this.identity = identity;
        this.callTimeout = callTimeout;
        Optional<VersionResponse> v1 = callIfImplemented(CriApi.V1.version(), VersionRequest.getDefaultInstance());
        api = v1.isPresent() ? CriApi.V1 : CriApi.V1ALPHA2;
        VersionResponse version =
                v1.isPresent() ? v1.get() : call(CriApi.V1ALPHA2.version(), VersionRequest.getDefaultInstance());
        peer = new RuntimeConnection.Peer(
                path.toString(),
                OneLine.of(version.getRuntimeName(), MAX_NAME_LENGTH),
                OneLine.of(version.getRuntimeVersion(), MAX_NAME_LENGTH),
                api.label());
    }

    /**
     * Connects to the first candidate that answers and asks for the runtime's version.
     *
     * @param callTimeout limit of each blocking call
     * @param executor where answers to asynchronous calls are handled; null for gRPC's own threads
     * @throws RuntimeUnavailableException where there is no socket, or no CRI runtime answers on any
     */
    static RuntimeChannel connect(RuntimeEndpoint endpoint, Duration callTimeout, @Nullable Executor executor)
            throws RuntimeUnavailableException {
        RuntimeUnavailableException first = null;
        for (Path candidate : endpoint.candidates()) {
            if (endpoint.candidates().size() > 1 && SocketIdentity.of(candidate).isEmpty()) {
                continue;
            }
            try {
                return open(candidate, callTimeout, executor);
            } catch (RuntimeUnavailableException e) {
                first = first == null ? e : first;
            }
        }
        throw first == null
                ? new RuntimeUnavailableException("no container runtime's socket found, tried " + endpoint.candidates())
                : first;
    }

    private static RuntimeChannel open(Path path, Duration callTimeout, @Nullable Executor executor)
            throws RuntimeUnavailableException {
        SocketIdentity identity = SocketIdentity.of(path)
                .orElseThrow(() -> new RuntimeUnavailableException("no socket at " + path
                        + ": check that the container runtime runs and that its directory is mounted"));
        OkHttpChannelBuilder builder = OkHttpChannelBuilder.forAddress("127.0.0.1", 1)
                .socketFactory(new UnixDomainSocketFactory(path))
                .overrideAuthority("localhost")
                .proxyDetector(target -> null)
                .disableServiceConfigLookUp()
                .disableRetry()
                .usePlaintext()
                .maxInboundMessageSize(MAX_ANSWER_BYTES);
        if (executor != null) {
            builder.executor(executor);
        }
        ManagedChannel channel = builder.build();
        try {
            return new RuntimeChannel(channel, path, identity, callTimeout);
        } catch (RuntimeUnavailableException | RuntimeException e) {
            channel.shutdownNow();
            throw e;
        }
    }

    /** For asynchronous calls. */
    ManagedChannel channel() {
        return channel;
    }

    CriApi api() {
        return api;
    }

    RuntimeConnection.Peer peer() {
        return peer;
    }

    /** Whether another socket has taken the place of the one in use: its old owner may live on, but is not the runtime any more. */
    boolean replaced() {
        return SocketIdentity.of(path).filter(now -> !now.equals(identity)).isPresent();
    }

    /** Whether the connection stands; a runtime may pass on its peers' {@code UNAVAILABLE} while it does. */
    boolean connected() {
        return channel.getState(false) == ConnectivityState.READY;
    }

    /** Has {@code action} run once, as soon as the connection does not stand any more. */
    void whenLost(Runnable action) {
        channel.notifyWhenStateChanged(ConnectivityState.READY, action);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    /** Calls and waits; a runtime without this call is none. */
    <Q, A> A call(MethodDescriptor<Q, A> method, Q request) throws RuntimeUnavailableException {
        return callIfImplemented(method, request)
                .orElseThrow(() -> new RuntimeUnavailableException(
                        path + " does not implement " + method.getFullMethodName() + ": is it a CRI runtime?"));
    }

    /** Calls and waits; empty where the runtime does not have this call. */
    <Q, A> Optional<A> callIfImplemented(MethodDescriptor<Q, A> method, Q request) throws RuntimeUnavailableException {
        try {
            CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(callTimeout.toNanos(), TimeUnit.NANOSECONDS);
            return Optional.of(ClientCalls.blockingUnaryCall(channel, method, options, request));
        } catch (StatusRuntimeException e) {
            Status status = e.getStatus();
            if (status.getCode() == Status.Code.UNIMPLEMENTED) {
                return Optional.empty();
            }
            throw new RuntimeUnavailableException(
                    status.getCode() == Status.Code.DEADLINE_EXCEEDED
                            ? path + " " + method.getBareMethodName() + ": no answer within " + callTimeout.toMillis()
                                    + " ms"
                            : describe(method, status));
        }
    }

    /** What went wrong with a call, for people. */
    String describe(MethodDescriptor<?, ?> method, Status status) {
        String call = path + " " + method.getBareMethodName() + ": ";
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return call + "no answer in time";
        }
        Throwable cause = status.getCause();
        if (cause instanceof IOException && cause.getMessage() != null) {
            return call + cause.getMessage();
        }
        String description = status.getDescription();
        return call + status.getCode() + (description == null ? "" : " " + description);
    }
}
