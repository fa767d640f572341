package io.katacontainers.monitor.collector.runtime;

import io.grpc.Deadline;
import io.katacontainers.monitor.collector.runtime.cri.VersionRequest;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a link to the runtime: opens it, looks after it each second, and opens another one with growing pauses once it is lost, its socket was
 * replaced, or the runtime does not even say its version any more. All but {@link #link} and {@link #problem} happens on the executor's
 * only thread.
 */
final class StatsLinkKeeper {
    private static final Logger log = LoggerFactory.getLogger(StatsLinkKeeper.class);

    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);
    private static final Duration CHECK = Duration.ofSeconds(1);
    /** gRPC tells those who wait for an answer on the executor too. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final RuntimeEndpoint endpoint;
    private final Duration helloTimeout;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService executor;
    private final StatsCalls calls;
    private final Consumer<StatsLink> onOpen;
    private final Backoff reconnect = new Backoff(FIRST_RETRY, LONGEST_RETRY);
    private final TrackedCall hello = new TrackedCall("CRI Version", "whether the runtime lives");
    private volatile @Nullable StatsLink link;
    private volatile String problem = "the container runtime was not asked yet";
    private volatile boolean closing;
    private @Nullable ScheduledFuture<?> next;
    private long openedAt;
    private boolean announced;

    /**
     * @param helloTimeout how long a runtime may take to say its version
     * @param onOpen told of each new link
     */
    StatsLinkKeeper(
            RuntimeEndpoint endpoint,
            Duration helloTimeout,
            LongSupplier nanoTime,
            ScheduledExecutorService executor,
            StatsCalls calls,
            Consumer<StatsLink> onOpen) {
        this.endpoint = endpoint;
        this.helloTimeout = helloTimeout;
        this.nanoTime = nanoTime;
        this.executor = executor;
        this.calls = calls;
        this.onOpen = onOpen;
    }

    void start() {
        executor.execute(this::step);
    }

    /** Null while there is none. */
    @Nullable
    StatsLink link() {
        return link;
    }

    /** Why there is none, one line. */
    String problem() {
        return problem;
    }

    /** Ends the link and opens no other; the answers that are still out fail, and soon after the executor ends. */
    void close() {
        if (!closing) {
            closing = true;
            problem = "closed";
            executor.execute(() -> {
                disconnect();
                var unused = executor.schedule(executor::shutdown, FAREWELL.toNanos(), TimeUnit.NANOSECONDS);
            });
        }
    }

    private void step() {
        if (closing) {
            return;
        }
        StatsLink current = link;
        if (current == null) {
            connect();
        } else {
            check(current);
        }
    }

    private void connect() {
        try {
            StatsLink opened = new StatsLink(RuntimeChannel.connect(endpoint, helloTimeout, executor));
            calls.reset();
            openedAt = nanoTime.getAsLong();
            link = opened;
            announced = false;
            log.info(
                    "Statistics of containers come from {}",
                    opened.runtime().peer().endpoint());
            opened.runtime().whenLost(() -> lost(opened, "the connection to the container runtime was lost"));
            onOpen.accept(opened);
            again(CHECK);
        } catch (RuntimeUnavailableException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            failed(OneLine.of("unexpected " + e, 256));
        }
    }

    private void check(StatsLink current) {
        if (current.runtime().replaced()) {
            lost(
                    current,
                    "another socket took the place of "
                            + current.runtime().peer().endpoint());
            return;
        }
        if (nanoTime.getAsLong() - openedAt > LONGEST_RETRY.toNanos()) {
            reconnect.reset();
        }
        if (current.takeSuspicion()) {
            sayHello(current);
        } else {
            again(CHECK);
        }
    }

    /** Tells a runtime that hangs from a sandbox that does. */
    private void sayHello(StatsLink current) {
        Deadline deadline = Deadline.after(helloTimeout.toNanos(), TimeUnit.NANOSECONDS);
        var unused = current.ask(hello, current.api().version(), VersionRequest.getDefaultInstance(), deadline)
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        current.takeSuspicion();
                        again(CHECK);
                    } else {
                        lost(current, String.valueOf(failure.getMessage()));
                    }
                });
    }

    private void lost(StatsLink which, String why) {
        if (link == which && !closing) {
            failed(why);
        }
    }

    private void failed(String why) {
        problem = why;
        disconnect();
        calls.fail(why);
        if (!announced) {
            announced = true;
            log.warn("Statistics of containers are not to be had: {}", why);
        }
        again(reconnect.next());
    }

    private void disconnect() {
        StatsLink last = link;
        link = null;
        if (last != null) {
            last.runtime().close();
        }
    }

    private void again(Duration wait) {
        if (next != null) {
            next.cancel(false);
        }
        if (!closing) {
            next = executor.schedule(this::step, wait.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
