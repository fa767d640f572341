package io.katacontainers.monitor.collector.sandbox;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the sandboxes of the node by watching the directories in which the runtimes keep them. inotify makes it quick; listing
 * the directories again and again makes it right.
 */
public final class SandboxDiscovery implements SandboxSource, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SandboxDiscovery.class);

    /** Changes closer together than this are published, and listeners told, once. */
    private static final Duration PUBLISH_INTERVAL = Duration.ofMillis(50);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Map<Path, RootMonitor> roots = new HashMap<>();
    private final List<RootMonitor> rootsInOrder;
    private final RuntimeInspector inspector = new RuntimeInspector();
    private final ScrapePolicy policy;
    private final DiscoverySettings settings;
    private final LongSupplier nanoTime;
    private final DirectoryWatcher watcher;
    private final Thread thread = new Thread(this::run, "sandbox-discovery");
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    /** Sandboxes whose verdict turned out to be another one. */
    private final Set<Sandbox> outdated = ConcurrentHashMap.newKeySet();

    private volatile SandboxView view;
    private volatile boolean closed;
    private boolean unpublished = true;
    private long lastPublished;
    /** How long to wait for events; not at all before the first look. */
    private Duration patience = Duration.ZERO;

    private boolean failing;

    /**
     * Nothing is looked at before {@link #start}.
     *
     * @param roots in order of precedence
     * @param clock tells when a sandbox is stale
     * @param onDeadRoot told once when the directory under a mount has been replaced: only a restart helps. On the discovery thread
     * @throws IllegalArgumentException where a directory is given twice
     */
    public SandboxDiscovery(
            List<SandboxRoot> roots,
            ScrapePolicy policy,
            DiscoverySettings settings,
            Clock clock,
            Consumer<RootState> onDeadRoot) {
        this(
                roots,
                policy,
                settings,
                clock,
                System::nanoTime,
                () -> FileSystems.getDefault().newWatchService(),
                onDeadRoot);
    }

    SandboxDiscovery(
            List<SandboxRoot> roots,
            ScrapePolicy policy,
            DiscoverySettings settings,
            Clock clock,
            LongSupplier nanoTime,
            DirectoryWatcher.Opener opener,
            Consumer<RootState> onDeadRoot) {
        this.policy = policy;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.watcher = new DirectoryWatcher(opener);
        this.rootsInOrder = roots.stream()
                .map(root -> new RootMonitor(
                        root,
                        new RootContents(root, inspector, policy, settings, clock),
                        watcher,
                        settings,
                        nanoTime,
                        onDeadRoot))
                .toList();
        for (RootMonitor root : rootsInOrder) {
            if (this.roots.put(root.root().path(), root) != null) {
                throw new IllegalArgumentException(
                        "sandbox directory '" + root.root().path() + "' is given twice");
            }
        }
        this.view = SandboxView.of(rootsInOrder);
        this.lastPublished = nanoTime.getAsLong() - PUBLISH_INTERVAL.toNanos();
    }

    /** Starts to look. At most once. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public List<Sandbox> sandboxes() {
        return view.sandboxes();
    }

    @Override
    public Optional<Sandbox> find(SandboxId id) {
        return Optional.ofNullable(view.byId().get(id));
    }

    @Override
    public ScrapeVerdict verdict(Sandbox sandbox) {
        RootMonitor root = roots.get(sandbox.directory().getParent());
        if (root == null) {
            return policy.decide(Flavor.UNKNOWN, new HypervisorReading.Missing());
        }
        Inspection now = inspector.current(sandbox.directory(), root.root().flavor());
        ScrapeVerdict verdict = policy.decide(now.flavor(), now.hypervisor());
        if (!verdict.equals(sandbox.verdict())) {
            outdated.add(sandbox);
        }
        return verdict;
    }

    @Override
    public List<RootState> roots() {
        return view.roots();
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Whether it still looks: false before {@link #start}, after {@link #close}, and where its thread died. */
    public boolean looking() {
        return thread.isAlive();
    }

    /** Stops looking; what was found last stays. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (watcher) {
            while (!closed) {
                pass();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            log.debug("discovery ends");
        } catch (IOException e) {
            log.warn("cannot close the watch on sandbox directories: {}", IoProblem.describe(e));
        }
    }

    private void pass() throws InterruptedException {
        List<DirectoryWatcher.Event> events = watcher.await(patience);
        try {
            look(events);
            publish();
            failing = false;
        } catch (ClosedWatchServiceException e) {
            throw e;
        } catch (RuntimeException e) {
            // Nothing may end discovery; the next listing heals what this pass left out.
            if (!failing) {
                log.error("looking for sandboxes failed; goes on", e);
            }
            failing = true;
        }
        patience = unpublished ? PUBLISH_INTERVAL : settings.tick();
    }

    private void look(List<DirectoryWatcher.Event> events) {
        for (DirectoryWatcher.Event event : events) {
            RootMonitor root = roots.get(event.directory());
            if (root != null) {
                root.onEvent(event);
            }
        }
        for (Sandbox sandbox : List.copyOf(outdated)) {
            outdated.remove(sandbox);
            RootMonitor root = roots.get(sandbox.directory().getParent());
            if (root != null) {
                root.refresh(sandbox.id().value());
            }
        }
        for (RootMonitor root : rootsInOrder) {
            root.run();
            unpublished |= root.takeChanged();
        }
    }

    private void publish() {
        long now = nanoTime.getAsLong();
        if (!unpublished || now - lastPublished < PUBLISH_INTERVAL.toNanos()) {
            return;
        }
        SandboxView next = SandboxView.of(rootsInOrder);
        reportAmbiguous(next);
        view = next;
        unpublished = false;
        lastPublished = now;
        for (Runnable listener : listeners) {
            tell(listener);
        }
    }

    private void reportAmbiguous(SandboxView next) {
        next.sandboxes().stream()
                .filter(sandbox -> next.ambiguous().contains(sandbox.id()))
                .filter(sandbox -> !view.ambiguous().contains(sandbox.id()))
                .forEach(sandbox ->
                        log.warn("sandbox {} is in several directories; taking {}", sandbox.id(), sandbox.directory()));
    }

    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            log.error("a listener to changes of sandboxes failed", e);
        }
    }
}
