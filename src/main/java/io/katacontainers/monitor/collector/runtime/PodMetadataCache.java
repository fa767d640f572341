package io.katacontainers.monitor.collector.runtime;

import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the pods and containers of the node's sandboxes, asked for on a thread of its own: soon after a sandbox appears, again while the
 * runtime does not know it yet, and regularly. While the runtime is away the last answers stay.
 */
public final class PodMetadataCache implements PodSource, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PodMetadataCache.class);

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration REFRESH = Duration.ofSeconds(10);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);
    /** Changes of the sandboxes that come within this time of each other are taken over at once. */
    private static final int COALESCE_MILLIS = 50;
    /** Between two lists passes so many times what the first one took, so that a busy runtime is not made busier. */
    private static final int REST = 9;

    private static final Duration LONGEST_REST = Duration.ofSeconds(2);

    private final SandboxSource sandboxes;
    private final RuntimeConnector connector;
    private final LongSupplier nanoTime;
    private final PodTable table = new PodTable();
    private final Backoff reconnect = new Backoff(FIRST_RETRY, LONGEST_RETRY);
    private final Backoff retry = new Backoff(FIRST_RETRY, LONGEST_RETRY);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore wakeUp = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "pod-metadata");
    private volatile boolean closing;
    private volatile RuntimeState state =
            new RuntimeState(false, null, null, null, null, "the container runtime was not asked yet");

    private @Nullable RuntimeConnection connection;
    private long nextRound;
    /** Not before this time, even where a new sandbox waits. */
    private long earliestRound;

    PodMetadataCache(SandboxSource sandboxes, RuntimeConnector connector, LongSupplier nanoTime) {
        this.sandboxes = sandboxes;
        this.connector = connector;
        this.nanoTime = nanoTime;
        nextRound = nanoTime.getAsLong();
        earliestRound = nextRound;
        thread.setDaemon(true);
    }

    /**
     * Starts to ask the runtime, without waiting for its answer.
     *
     * @param nanoTime a monotonic clock, such as {@link System#nanoTime}
     */
    public static PodMetadataCache start(RuntimeEndpoint endpoint, SandboxSource sandboxes, LongSupplier nanoTime) {
        return start(new CriConnector(endpoint, CALL_TIMEOUT), sandboxes, nanoTime);
    }

    static PodMetadataCache start(RuntimeConnector connector, SandboxSource sandboxes, LongSupplier nanoTime) {
        PodMetadataCache cache = new PodMetadataCache(sandboxes, connector, nanoTime);
        sandboxes.onChange(cache.wakeUp::release);
        cache.thread.start();
        return cache;
    }

    @Override
    public PodLookup lookup(SandboxId id) {
        return table.lookup(id);
    }

    @Override
    public RuntimeState runtime() {
        return state;
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Stops asking. Lookups keep answering what was known last. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
    }

    private void run() {
        try {
            while (!closing) {
                Duration wait = step();
                if (wakeUp.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                    TimeUnit.MILLISECONDS.sleep(COALESCE_MILLIS);
                    wakeUp.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            log.debug("Pod metadata are not refreshed any more");
        } finally {
            disconnect();
        }
    }

    /** Does what is due and tells how long nothing will be, unless the sandboxes change. */
    Duration step() {
        long now = nanoTime.getAsLong();
        List<SandboxId> present =
                sandboxes.sandboxes().stream().map(Sandbox::id).toList();
        if (table.retain(present, now) && connection != null) {
            retry.reset();
            nextRound = Math.min(nextRound - now, Math.max(earliestRound - now, 0)) + now;
        }
        if (now - nextRound >= 0) {
            round();
            now = nanoTime.getAsLong();
        }
        return Duration.ofNanos(Math.max(nextRound - now, 0));
    }

    private void round() {
        RuntimeState before = state;
        boolean changed = false;
        try {
            RuntimeConnection runtime = connected();
            long started = nanoTime.getAsLong();
            Map<SandboxId, PodMetadata> pods = runtime.pods(table.ids());
            answered(runtime.peer());
            changed = table.update(pods, null, started);
            changed |= table.update(pods, runtime.containers(table.ids()), started);
            succeeded(started);
        } catch (RuntimeUnavailableException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            failed(OneLine.of("unexpected " + e, 256));
        }
        if (changed || !state.equals(before)) {
            listeners.forEach(this::notify);
        }
    }

    private RuntimeConnection connected() throws RuntimeUnavailableException {
        if (connection != null && connection.replaced()) {
            disconnect();
        }
        if (connection == null) {
            connection = connector.connect();
        }
        return connection;
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private void answered(RuntimeConnection.Peer peer) {
        if (!state.up()) {
            log.info(
                    "Container runtime {} {} answers at {} (CRI {})",
                    peer.name(),
                    peer.version(),
                    peer.endpoint(),
                    peer.api());
        }
        state = new RuntimeState(true, peer.endpoint(), peer.name(), peer.version(), peer.api(), null);
    }

    private void succeeded(long started) {
        reconnect.reset();
        long now = nanoTime.getAsLong();
        long pause = Math.max(FIRST_RETRY.toNanos(), Math.min((now - started) * REST, LONGEST_REST.toNanos()));
        earliestRound = now + pause;
        Duration wait = table.unsettled(now) ? retry.next() : REFRESH;
        nextRound = now + Math.max(pause, wait.toNanos());
    }

    private void failed(String problem) {
        disconnect();
        retry.reset();
        RuntimeState last = state;
        boolean news = last.up() || (last.name() == null && !problem.equals(last.problem()));
        if (news && !closing) {
            log.warn("Container runtime does not answer, what it last told is kept: {}", problem);
        }
        state = new RuntimeState(false, last.endpoint(), last.name(), last.version(), last.api(), problem);
        nextRound = nanoTime.getAsLong() + reconnect.next().toNanos();
    }

    private void notify(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            log.warn("Listener failed on a change of pod metadata: {}", e.toString());
        }
    }
}
