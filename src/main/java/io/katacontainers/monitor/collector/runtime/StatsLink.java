package io.katacontainers.monitor.collector.runtime;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks one runtime without waiting for its answers. */
final class StatsLink {
    private static final int MAX_PROBLEM = 256;

    private final RuntimeChannel runtime;
    private final Channel channel;
    private volatile boolean suspect;

    StatsLink(RuntimeChannel runtime) {
        this.runtime = runtime;
        this.channel = ContainerdApi.inNamespace(runtime.channel());
    }

    RuntimeChannel runtime() {
        return runtime;
    }

    CriApi api() {
        return runtime.api();
    }

    /** Whether a call ran into its deadline since this was asked last: the sandbox hangs, or the whole runtime does. */
    boolean takeSuspicion() {
        boolean before = suspect;
        suspect = false;
        return before;
    }

    /**
     * Calls once.
     *
     * @return empty where the runtime does not have this call; it is asked for it once only
     */
    <Q, A> CompletableFuture<Optional<A>> ask(
            TrackedCall call, MethodDescriptor<Q, A> method, Q request, Deadline deadline) {
        if (call.unimplemented()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletableFuture<Optional<A>> answer = new CompletableFuture<>();
        ClientCalls.asyncUnaryCall(
                channel.newCall(method, CallOptions.DEFAULT.withDeadline(deadline)), request, new StreamObserver<A>() {
                    private @Nullable A received;

                    @Override
                    public void onNext(A value) {
                        received = value;
                    }

                    @Override
                    public void onError(Throwable problem) {
                        fail(answer, call, method, Status.fromThrowable(problem));
                    }

                    @Override
                    public void onCompleted() {
                        if (received == null) {
                            fail(answer, call, method, Status.INTERNAL.withDescription("no answer"));
                        } else {
                            call.works();
                            answer.complete(Optional.of(received));
                        }
                    }
                });
        return answer;
    }

    /** Opens a stream that lasts; {@code observer} hears of its end as of everything else. */
    <Q, A> void open(MethodDescriptor<Q, A> method, Q request, StreamObserver<A> observer, int maxMessageBytes) {
        ClientCalls.asyncServerStreamingCall(
                channel.newCall(method, CallOptions.DEFAULT.withMaxInboundMessageSize(maxMessageBytes)),
                request,
                observer);
    }

    String describe(MethodDescriptor<?, ?> method, Status status) {
        return OneLine.of(runtime.describe(method, status), MAX_PROBLEM);
    }

    private <A> void fail(
            CompletableFuture<Optional<A>> answer, TrackedCall call, MethodDescriptor<?, ?> method, Status status) {
        String problem = describe(method, status);
        switch (status.getCode()) {
            case UNIMPLEMENTED -> {
                call.refused();
                answer.complete(Optional.empty());
            }
            case DEADLINE_EXCEEDED -> {
                suspect = true;
                call.late(problem);
                answer.completeExceptionally(new StatsFailure(StatsFailure.Kind.TIMEOUT, problem));
            }
            default -> {
                call.fails(problem);
                StatsFailure.Kind kind = runtime.connected() ? StatsFailure.Kind.ANSWER : StatsFailure.Kind.RUNTIME;
                answer.completeExceptionally(new StatsFailure(kind, problem));
            }
        }
    }
}
