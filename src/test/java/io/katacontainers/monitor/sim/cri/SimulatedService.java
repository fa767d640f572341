package io.katacontainers.monitor.sim.cri;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
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
    private final Admission admission;
    private final Supplier<Fault> fault;

    /** Sees each call before it is answered. */
    interface Admission {
        /** Throws to refuse the call. */
        void admit(String method) throws StatusException;
    }

    SimulatedService(String name, Admission admission, Supplier<Fault> fault) {
        this.name = name;
        this.service = ServerServiceDefinition.builder(name);
        this.admission = admission;
        this.fault = fault;
    }

    <Q, A extends Message> SimulatedService method(MethodDescriptor<Q, A> compiled, Supplier<A> answer) {
        String method = String.valueOf(compiled.getBareMethodName());
        MethodDescriptor<Q, A> served = compiled.toBuilder(
                        compiled.getRequestMarshaller(), new Garbling<>(compiled.getResponseMarshaller()))
                .setFullMethodName(MethodDescriptor.generateFullMethodName(name, method))
                .build();
        service.addMethod(served, ServerCalls.asyncUnaryCall((request, observer) -> answer(method, answer, observer)));
        return this;
    }

    ServerServiceDefinition build() {
        return service.build();
    }

    private <A> void answer(String method, Supplier<A> answer, StreamObserver<A> observer) {
        try {
            admission.admit(method);
        } catch (StatusException e) {
            observer.onError(e);
            return;
        }
        switch (fault.get()) {
            case HANG -> {}
            case ERROR ->
                observer.onError(
                        Status.INTERNAL.withDescription("simulated failure").asException());
            case SLOW -> later().execute(() -> sendLate(answer.get(), observer));
            case NONE, GARBAGE -> send(answer.get(), observer);
        }
    }

    private static Executor later() {
        return CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    }

    private static <A> void sendLate(A answer, StreamObserver<A> observer) {
        try {
            send(answer, observer);
        } catch (RejectedExecutionException e) {
            LOG.debug("the server ended before its slow answer was sent");
        }
    }

    private static <A> void send(A answer, StreamObserver<A> observer) {
        observer.onNext(answer);
        observer.onCompleted();
    }

    /** Writes bytes that no message begins with while the fault asks for it. */
    private final class Garbling<A> implements MethodDescriptor.Marshaller<A> {
        private final MethodDescriptor.Marshaller<A> honest;

        Garbling(MethodDescriptor.Marshaller<A> honest) {
            this.honest = honest;
        }

        @Override
        public InputStream stream(A value) {
            return fault.get() == Fault.GARBAGE ? new ByteArrayInputStream(NO_MESSAGE) : honest.stream(value);
        }

        @Override
        public A parse(InputStream stream) {
            return honest.parse(stream);
        }
    }
}
