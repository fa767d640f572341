package io.katacontainers.monitor.collector.runtime;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.katacontainers.monitor.collector.runtime.cri.ListContainersRequest;
import io.katacontainers.monitor.collector.runtime.cri.ListPodSandboxRequest;
import io.katacontainers.monitor.collector.runtime.cri.VersionRequest;
import io.katacontainers.monitor.collector.runtime.cri.VersionResponse;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC connection to a runtime's unix socket. It never heals: after the first failure it is closed and another one opened, so that the
 * socket is looked for and the runtime's abilities are asked for again.
 */
final class CriConnection implements RuntimeConnection {
    /** As the kubelet's own client. */
    private static final int MAX_ANSWER_BYTES = 16 << 20;

    private static final int MAX_NAME_LENGTH = 64;

    private final ManagedChannel channel;
    private final Path path;
    private final SocketIdentity identity;
    private final Duration callTimeout;
    private final CriApi api;
    private final Peer peer;
    private boolean listsContainers = true;

    private CriConnection(ManagedChannel channel, Path path, SocketIdentity identity, Duration callTimeout)
            throws RuntimeUnavailableException {
        this.channel = channel;
        this.path = path;
        this.identity = identity;
        this.callTimeout = callTimeout;
        Optional<VersionResponse> v1 = callIfImplemented(CriApi.V1.version(), VersionRequest.getDefaultInstance());
        api = v1.isPresent() ? CriApi.V1 : CriApi.V1ALPHA2;
        VersionResponse version =
                v1.isPresent() ? v1.get() : call(CriApi.V1ALPHA2.version(), VersionRequest.getDefaultInstance());
        peer = new Peer(
                path.toString(),
                OneLine.of(version.getRuntimeName(), MAX_NAME_LENGTH),
                OneLine.of(version.getRuntimeVersion(), MAX_NAME_LENGTH),
                api.label());
    }

    /**
     * Connects and asks for the runtime's version.
     *
     * @param callTimeout limit of each single call
     * @throws RuntimeUnavailableException where there is no socket, or no CRI runtime answers on it
     */
    static CriConnection open(Path path, Duration callTimeout) throws RuntimeUnavailableException {
        SocketIdentity identity = SocketIdentity.of(path)
                .orElseThrow(() -> new RuntimeUnavailableException("no socket at " + path
                        + ": check that the container runtime runs and that its directory is mounted"));
        ManagedChannel channel = OkHttpChannelBuilder.forAddress("127.0.0.1", 1)
                .socketFactory(new UnixDomainSocketFactory(path))
                .overrideAuthority("localhost")
                .proxyDetector(target -> null)
                .disableServiceConfigLookUp()
                .disableRetry()
                .usePlaintext()
                .maxInboundMessageSize(MAX_ANSWER_BYTES)
                .build();
        try {
            return new CriConnection(channel, path, identity, callTimeout);
        } catch (RuntimeUnavailableException | RuntimeException e) {
            channel.shutdownNow();
            throw e;
        }
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public Map<SandboxId, PodMetadata> pods(Set<SandboxId> sandboxes) throws RuntimeUnavailableException {
        return call(api.pods(sandboxes), ListPodSandboxRequest.getDefaultInstance());
    }

    @Override
    public Map<SandboxId, List<ContainerMetadata>> containers(Set<SandboxId> sandboxes)
            throws RuntimeUnavailableException {
        if (!listsContainers) {
            return Map.of();
        }
        var answer = callIfImplemented(api.containers(sandboxes), ListContainersRequest.getDefaultInstance());
        listsContainers = answer.isPresent();
        return answer.orElse(Map.of());
    }

    @Override
    public boolean replaced() {
        return SocketIdentity.of(path).filter(now -> !now.equals(identity)).isPresent();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private <Q, A> A call(MethodDescriptor<Q, A> method, Q request) throws RuntimeUnavailableException {
        return callIfImplemented(method, request)
                .orElseThrow(() -> new RuntimeUnavailableException(
                        path + " does not implement " + method.getFullMethodName() + ": is it a CRI runtime?"));
    }

    private <Q, A> Optional<A> callIfImplemented(MethodDescriptor<Q, A> method, Q request)
            throws RuntimeUnavailableException {
        try {
            CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(callTimeout.toNanos(), TimeUnit.NANOSECONDS);
            return Optional.of(ClientCalls.blockingUnaryCall(channel, method, options, request));
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                return Optional.empty();
            }
            throw new RuntimeUnavailableException(describe(method, e));
        }
    }

    private String describe(MethodDescriptor<?, ?> method, StatusRuntimeException failure) {
        String call = path + " " + method.getBareMethodName() + ": ";
        Status status = failure.getStatus();
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return call + "no answer within " + callTimeout.toMillis() + " ms";
        }
        Throwable cause = status.getCause();
        if (cause instanceof IOException && cause.getMessage() != null) {
            return call + cause.getMessage();
        }
        String description = status.getDescription();
        return call + status.getCode() + (description == null ? "" : " " + description);
    }
}
