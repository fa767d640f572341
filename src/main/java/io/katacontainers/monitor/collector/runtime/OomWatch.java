package io.katacontainers.monitor.collector.runtime;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.katacontainers.monitor.collector.runtime.containerd.Envelope;
import io.katacontainers.monitor.collector.runtime.containerd.SubscribeRequest;
import io.katacontainers.monitor.collector.runtime.containerd.TaskOOM;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows containerd's events about kills for lack of memory, on the executor's only thread. Opens the stream again where it ends. */
final class OomWatch {
    private static final Logger log = LoggerFactory.getLogger(OomWatch.class);

    private static final String TOPIC = "/tasks/oom";
    private static final int MAX_EVENT_BYTES = 64 << 10;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);
    /** containerd says nothing before the first event; who does not have events refuses at once. */
    private static final Duration SETTLED = Duration.ofMillis(500);

    private final OomKills kills;
    private final TrackedCall call;
    private final ScheduledExecutorService executor;
    private final Backoff reopen = new Backoff(FIRST_RETRY, LONGEST_RETRY);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private @Nullable StatsLink link;

    OomWatch(OomKills kills, TrackedCall call, ScheduledExecutorService executor) {
        this.kills = kills;
        this.call = call;
        this.executor = executor;
    }

    void onKill(Runnable listener) {
        listeners.add(listener);
    }

    /** Follows this runtime's events from now on. */
    void follow(StatsLink opened) {
        link = opened;
        reopen.reset();
        open(opened);
    }

    private void open(StatsLink on) {
        if (link != on || !on.runtime().connected()) {
            return;
        }
        Stream stream = new Stream(on);
        SubscribeRequest request = SubscribeRequest.newBuilder()
                .addFilters("topic==\"" + TOPIC + '"')
                .build();
        on.open(ContainerdApi.events(), request, stream, MAX_EVENT_BYTES);
        var unused = executor.schedule(stream::settle, SETTLED.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void received(Envelope envelope) {
        Any event = envelope.getEvent();
        String type = event.getTypeUrl().substring(event.getTypeUrl().lastIndexOf('/') + 1);
        if (!envelope.getNamespace().equals(ContainerdApi.NAMESPACE)
                || !envelope.getTopic().equals(TOPIC)
                || !type.equals("containerd.events.TaskOOM")) {
            return;
        }
        try {
            String container = TaskOOM.parseFrom(event.getValue()).getContainerId();
            if (ContainerIds.isValid(container)) {
                kills.count(container);
                listeners.forEach(this::notify);
            }
        } catch (InvalidProtocolBufferException e) {
            call.worksWith("an event that is no valid message was left out");
        }
    }

    private void notify(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            log.warn("Listener failed on a kill for lack of memory: {}", e.toString());
        }
    }

    private final class Stream implements StreamObserver<Envelope> {
        private final StatsLink on;
        private boolean ended;

        Stream(StatsLink on) {
            this.on = on;
        }

        void settle() {
            if (!ended) {
                kills.watching();
                call.works();
                reopen.reset();
            }
        }

        @Override
        public void onNext(Envelope envelope) {
            received(envelope);
        }

        @Override
        public void onError(Throwable failure) {
            end(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            end(Status.UNAVAILABLE.withDescription("the runtime ended the stream of events"));
        }

        private void end(Status status) {
            ended = true;
            if (link != on || !on.runtime().connected()) {
                return;
            }
            if (status.getCode() == Status.Code.UNIMPLEMENTED) {
                call.refused();
                return;
            }
            call.fails(on.describe(ContainerdApi.events(), status));
            var unused = executor.schedule(() -> open(on), reopen.next().toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
