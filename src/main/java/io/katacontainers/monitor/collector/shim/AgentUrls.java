package io.katacontainers.monitor.collector.shim;

import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the agents of the guests listen, asked of each shim once in the background and kept until the shim's socket is a new one. Every shim may
 * be asked for this, whatever its {@link io.katacontainers.monitor.collector.sandbox.ScrapeVerdict}.
 */
public final class AgentUrls implements AutoCloseable {
    private static final String TARGET = "/agent-url";
    private static final int MAX_LENGTH = 512;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int THREADS = 4;

    private final SandboxSource source;
    private final ShimClient client;
    private final LongSupplier nanoTime;
    private final Map<SandboxId, Entry> entries = new ConcurrentHashMap<>();
    private final ScheduledExecutorService executor;
    private final ScheduledFuture<?> retries;

    /**
     * Starts asking.
     *
     * @param nanoTime as {@link System#nanoTime()}
     */
    public AgentUrls(SandboxSource source, ShimClient client, LongSupplier nanoTime) {
        this.source = source;
        this.client = client;
        this.nanoTime = nanoTime;
        this.executor = executor();
        source.onChange(() -> executor.execute(this::askNew));
        this.retries =
                executor.scheduleWithFixedDelay(this::askNew, 0, RETRY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ScheduledExecutorService executor() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                THREADS,
                task -> {
                    Thread thread = new Thread(task, "agent-url");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /** The URL, such as {@code vsock://830455376:1024}; empty while the shim has not told. Does not ask. */
    public Optional<String> known(SandboxId id) {
        Entry entry = entries.get(id);
        return entry == null ? Optional.empty() : entry.known();
    }

    /** The URL; asks the shim unless it has told already. */
    public String get(Sandbox sandbox) throws ShimException {
        Entry entry = entry(sandbox);
        Optional<String> known = entry.known();
        if (known.isPresent()) {
            return known.get();
        }
        String url = ask(sandbox);
        entry.learned(url);
        return url;
    }

    private void askNew() {
        entries.keySet().retainAll(source.sandboxes().stream().map(Sandbox::id).collect(Collectors.toSet()));
        for (Sandbox sandbox : source.sandboxes()) {
            if (sandbox.socketInode() != null && entry(sandbox).start(nanoTime.getAsLong())) {
                executor.execute(() -> askInBackground(sandbox));
            }
        }
    }

    private void askInBackground(Sandbox sandbox) {
        Entry entry = entry(sandbox);
        try {
            entry.learned(ask(sandbox));
        } catch (ShimException e) {
            entry.failed(nanoTime.getAsLong());
        }
    }

    private Entry entry(Sandbox sandbox) {
        Object inode = sandbox.socketInode();
        return entries.compute(
                sandbox.id(), (id, entry) -> entry != null && entry.isFor(inode) ? entry : new Entry(inode));
    }

    private String ask(Sandbox sandbox) throws ShimException {
        ShimResponse response = client.get(sandbox.socket(), TARGET, TIMEOUT);
        if (response.body().length <= MAX_LENGTH) {
            String url = new String(response.body(), StandardCharsets.ISO_8859_1).strip();
            if (!url.isEmpty() && url.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                return url;
            }
        }
        throw new ShimException(ShimFailure.MALFORMED, "the shim's answer is not a URL");
    }

    @Override
    public void close() {
        retries.cancel(false);
        executor.shutdownNow();
    }

    private static final class Entry {
        private final @Nullable Object inode;
        private final BackOff backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE);
        private @Nullable String url;
        private boolean asking;

        Entry(@Nullable Object inode) {
            this.inode = inode;
        }

        boolean isFor(@Nullable Object inode) {
            return Objects.equals(this.inode, inode);
        }

        synchronized Optional<String> known() {
            return Optional.ofNullable(url);
        }

        synchronized boolean start(long nanos) {
            if (url != null || asking || backOff.active(nanos)) {
                return false;
            }
            asking = true;
            return true;
        }

        synchronized void learned(String url) {
            this.url = url;
            asking = false;
        }

        synchronized void failed(long nanos) {
            backOff.failed(nanos);
            asking = false;
        }
    }
}
