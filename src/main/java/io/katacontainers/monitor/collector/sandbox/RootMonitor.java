package io.katacontainers.monitor.collector.sandbox;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one root watched and listed, whatever happens to its directory. Belongs to the discovery thread. */
final class RootMonitor {
    private static final Logger log = LoggerFactory.getLogger(RootMonitor.class);

    /** After a listing, so many times as long as it took pass before the next, or a flood of overflows would cost a core. */
    private static final int REST_FACTOR = 5;

    private static final long MAX_REST_NANOS = Duration.ofSeconds(2).toNanos();

    /** At the other ticks a quick look has to do. */
    private static final int TICKS_PER_CHECK = 5;

    private final SandboxRoot root;
    private final RootContents contents;
    private final DirectoryWatcher watcher;
    private final DiscoverySettings settings;
    private final LongSupplier nanoTime;
    private final Consumer<RootState> onDeadRoot;

    private RootState state;
    private @Nullable RootPresence presence;
    private @Nullable Object inode;
    private boolean watched;
    private boolean relistWanted = true;
    private boolean dead;
    private boolean changed;
    private long lastListing;
    private long restUntil;
    private long lastTick;
    private long lastCheck;

    RootMonitor(
            SandboxRoot root,
            RootContents contents,
            DirectoryWatcher watcher,
            DiscoverySettings settings,
            LongSupplier nanoTime,
            Consumer<RootState> onDeadRoot) {
        this.root = root;
        this.contents = contents;
        this.watcher = watcher;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.onDeadRoot = onDeadRoot;
        this.state = RootState.notListedYet(root.path());
        this.restUntil = nanoTime.getAsLong();
        this.lastTick = restUntil - settings.tick().toNanos();
    }

    SandboxRoot root() {
        return root;
    }

    RootState state() {
        return state;
    }

    Collection<Sandbox> sandboxes() {
        return contents.sandboxes();
    }

    /** Whether the state or the sandboxes are others than at the last call. */
    boolean takeChanged() {
        boolean result = contents.takeChanged() || changed;
        changed = false;
        return result;
    }

    void onEvent(DirectoryWatcher.Event event) {
        String name = event.name();
        if (event.kind() == DirectoryWatcher.Kind.LOST || name == null) {
            relistWanted = true;
            return;
        }
        if (event.kind() == DirectoryWatcher.Kind.DELETED) {
            // Even where the next look finds a directory: it is another one, on some file systems with the same inode.
            contents.forget(name);
        }
        refresh(name);
    }

    void refresh(String name) {
        if (contents.refresh(name) != null) {
            // A listing tells what it means for the state of the root.
            relistWanted = true;
        }
    }

    /** Does what is due. */
    void run() {
        long now = nanoTime.getAsLong();
        boolean listingDue = isListingDue(now);
        boolean tickDue = now - lastTick >= settings.tick().toNanos();
        // Before each listing too: that of a directory which was removed under a mount would be empty and look
        // complete.
        if ((listingDue && inode != null) || (tickDue && !seemsToLast(now))) {
            checkRoot();
        }
        if (tickDue) {
            lastTick = now;
        }
        if (inode == null) {
            return;
        }
        if (isListingDue(now)) {
            relist();
        } else if (tickDue) {
            contents.refreshUnsettled();
        }
    }

    private boolean seemsToLast(long now) {
        return presence != null
                && now - lastCheck < TICKS_PER_CHECK * settings.tick().toNanos()
                && presence.seemsToLast(root.path())
                && (inode == null || !watched || watcher.isWatching(root.path()));
    }

    private void checkRoot() {
        lastCheck = nanoTime.getAsLong();
        presence = RootPresence.of(root.path());
        if (presence instanceof RootPresence.Present present) {
            dead = false;
            follow(present.inode());
            return;
        }
        watcher.unwatch(root.path());
        inode = null;
        if (presence instanceof RootPresence.Absent) {
            contents.clear();
            become(null);
        } else if (presence instanceof RootPresence.Failed failed) {
            become(failed.problem());
        } else {
            die();
        }
    }

    private void follow(Object present) {
        if (present.equals(inode) && (!watched || watcher.isWatching(root.path()))) {
            return;
        }
        // Remembered before the watch is set: what is replaced in between is seen at the next tick.
        inode = present;
        watched = watcher.watch(root.path());
        relistWanted = true;
    }

    private void die() {
        become(
                "its directory was replaced on the host and cannot be seen through the mount any more; restart to mount it afresh");
        if (!dead) {
            dead = true;
            onDeadRoot.accept(state);
        }
    }

    private boolean isListingDue(long now) {
        if (now - restUntil < 0) {
            return false;
        }
        Duration interval = watched ? settings.relist() : settings.relistWithoutWatch();
        return relistWanted || now - lastListing >= interval.toNanos();
    }

    private void relist() {
        if (!watched) {
            watched = watcher.watch(root.path());
        }
        relistWanted = false;
        lastListing = nanoTime.getAsLong();
        String problem = contents.relist();
        if (problem != null && !(RootPresence.of(root.path()) instanceof RootPresence.Present)) {
            checkRoot();
        } else {
            become(problem);
        }
        long end = nanoTime.getAsLong();
        restUntil = end + Math.min(REST_FACTOR * (end - lastListing), MAX_REST_NANOS);
    }

    private void become(@Nullable String problem) {
        if (state.complete() == (problem == null) && Objects.equals(state.problem(), problem)) {
            return;
        }
        if (problem != null) {
            log.warn("sandbox directory {} cannot be listed wholly: {}", root.path(), problem);
        } else if (state.tried()) {
            log.info("sandbox directory {} can be listed wholly again", root.path());
        }
        state = new RootState(root.path(), problem == null, problem);
        changed = true;
    }
}
