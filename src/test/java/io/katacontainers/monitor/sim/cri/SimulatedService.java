package io.katacontainers.monitor.sim.cri;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a service under any name from compiled methods, and puts faults between its answers and the wire. */
final class SimulatedService {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedService.class);

    private static final byte[] NO_MESSAGE = {0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0x07};

    private final ServerServiceDefinition.Builder service;
    private final String name;
    private final CallRules rules;

    /** Answers a request once, or not at all. */
    interface Handler<Q, A> {
        void handle(Q request, Reply<A> reply);
    }

    /** Keeps a stream of answers open. */
    interface StreamHandler<Q, A> {
        void open(Q request, ServerCallStreamObserver<A> call);
    }

    SimulatedService(String name, CallRules rules) {
        this.name = name;
        this.service = ServerServiceDefinition.builder(name);
        this.rules = rules;
    }

    <Q, A extends Message> SimulatedService method(MethodDescriptor<Q, A> compiled, Supplier<A> answer) {
        return method(compiled, (request, reply) -> reply.send(answer.get()));
    }

    <Q, A extends Message> SimulatedService method(MethodDescriptor<Q, A> compiled, Handler<Q, A> handler) {
        String method = String.valueOf(compiled.getBareMethodName());
        service.addMethod(
                served(compiled),
                ServerCalls.asyncUnaryCall((request, observer) -> answer(method, request, handler, observer)));
        return this;
    }

    <Q, A extends Message> SimulatedService stream(MethodDescriptor<Q, A> compiled, StreamHandler<Q, A> handler) {
        String method = String.valueOf(compiled.getBareMethodName());
        service.addMethod(served(compiled), ServerCalls.asyncServerStreamingCall((request, observer) -> {
            if (admitted(method, observer)) {
                handler.open(request, (ServerCallStreamObserver<A>) observer);
            }
        }));
        return this;
    }

    ServerServiceDefinition build() {
        return service.build();
    }

    private <Q, A extends Message> MethodDescriptor<Q, A> served(MethodDescriptor<Q, A> compiled) {
        return compiled.toBuilder(compiled.getRequestMarshaller(), new Garbling<>(compiled.getResponseMarshaller()))
                .setFullMethodName(
                        MethodDescriptor.generateFullMethodName(name, String.valueOf(compiled.getBareMethodName())))
                .build();
    }

    private boolean admitted(String method, StreamObserver<?> observer) {
        try {
            rules.admit(method);
        } catch (StatusException e) {
            observer.onError(e);
            return false;
        }
        if (rules.fault() == Fault.ERROR) {
            observer.onError(
                    Status.INTERNAL.withDescription("simulated failure").asException());
            return false;
        }
        return true;
    }

    private <Q, A> void answer(String method, Q request, Handler<Q, A> handler, StreamObserver<A> observer) {
        if (!admitted(method, observer)) {
            return;
        }
        Reply<A> reply = new Reply<>((ServerCallStreamObserver<A>) observer);
        switch (rules.fault()) {
            case HANG -> reply.never();
            case SLOW -> later().execute(() -> handler.handle(request, reply));
            case NONE, GARBAGE, ERROR -> handler.handle(request, reply);
        }
    }

    private static Executor later() {
        return CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    }

    /** The answer to one request. */
    static final class Reply<A> {
        private final ServerCallStreamObserver<A> observer;
        private final List<Runnable> whenDone = new ArrayList<>();
        private boolean done;

        private Reply(ServerCallStreamObserver<A> observer) {
            this.observer = observer;
            observer.setOnCancelHandler(this::done);
        }

        /** Runs {@code action} once, when the request is answered or given up. */
        synchronized void whenDone(Runnable action) {
            if (done) {
                action.run();
            } else {
                whenDone.add(action);
            }
        }

        void send(A answer) {
            done();
            try {
                observer.onNext(answer);
                observer.onCompleted();
            } catch (RejectedExecutionException | StatusRuntimeException e) {
                LOG.debug("the request was given up, or the server ended, before it was answered");
            }
        }

        /** Leaves the request without an answer. */
        void never() {
            LOG.debug("a request is left without an answer");
        }

        private synchronized void done() {
            if (!done) {
                done = true;
                whenDone.forEach(Runnable::run);
            }
        }
    }

    /** Writes bytes that no message begins with while the fault asks for it. */
    private final class Garbling<A> implements MethodDescriptor.Marshaller<A> {
        private final MethodDescriptor.Marshaller<A> honest;

        Garbling(MethodDescriptor.Marshaller<A> honest) {
            this.honest = honest;
        }

        @Override
        public InputStream stream(A value) {
            return rules.fault() == Fault.GARBAGE ? new ByteArrayInputStream(NO_MESSAGE) : honest.stream(value);
        }

        @Override
        public A parse(InputStream stream) {
            return honest.parse(stream);
        }
    }
}
