package io.katacontainers.monitor.collector.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sandboxes of one root. A sandbox is dropped only where the file system says that its directory is gone: no error and no
 * incomplete listing removes anything. Belongs to the discovery thread.
 */
final class RootContents {
    /** Made by runtime-rs under its root for jailed hypervisors ({@code firecracker/inner_hypervisor.rs}). */
    private static final Set<String> JAILER_DIRECTORIES = Set.of("firecracker", "jailer");

    /** New sandboxes looked at in one go; beyond, the listings see to them. */
    private static final int MAX_UNSETTLED = 512;

    private static final Inspection.Source NO_STATE_FILE = new Inspection.Source(null, null);

    /**
     * @param withoutSocketSince null while there is a socket
     * @param settled whether nothing more is expected soon
     */
    private record Tracked(
            Sandbox sandbox,
            @Nullable Object inode,
            Instant firstSeen,
            @Nullable Instant withoutSocketSince,
            boolean settled) {}

    private final SandboxRoot root;
    private final RuntimeInspector inspector;
    private final ScrapePolicy policy;
    private final DiscoverySettings settings;
    private final Clock clock;
    private final Map<String, Tracked> tracked = new HashMap<>();
    /** Names of those that are not settled, as they are looked for at each tick. */
    private final Set<String> unsettled = new LinkedHashSet<>();

    private boolean changed;

    RootContents(
            SandboxRoot root,
            RuntimeInspector inspector,
            ScrapePolicy policy,
            DiscoverySettings settings,
            Clock clock) {
        this.root = root;
        this.inspector = inspector;
        this.policy = policy;
        this.settings = settings;
        this.clock = clock;
    }

    Collection<Sandbox> sandboxes() {
        return tracked.values().stream().map(entry -> entry.sandbox).toList();
    }

    /** Whether {@link #sandboxes} answers differently than at the last call. */
    boolean takeChanged() {
        boolean result = changed;
        changed = false;
        return result;
    }

    /** Looks at everything. Returns why not all was seen, one line; null where all was. */
    @Nullable
    String relist() {
        String problem = null;
        // The known ones first: those that are gone make room.
        for (String name : List.copyOf(tracked.keySet())) {
            problem = firstOf(problem, refresh(name));
        }
        int entries = 0;
        try (DirectoryStream<Path> directory = Files.newDirectoryStream(root.path())) {
            for (Path path : directory) {
                if (++entries > settings.maxEntries()) {
                    return firstOf(problem, "more than " + settings.maxEntries() + " entries");
                }
                String name = path.getFileName().toString();
                if (!tracked.containsKey(name)) {
                    problem = firstOf(problem, refresh(name));
                }
            }
        } catch (DirectoryIteratorException e) {
            return firstOf(problem, IoProblem.describe(Objects.requireNonNull(e.getCause())));
        } catch (IOException e) {
            return firstOf(problem, IoProblem.describe(e));
        }
        return problem;
    }

    /** Looks at one entry. Returns why it could not be taken in, one line; null where all is well. */
    @Nullable
    String refresh(String name) {
        SandboxId id = SandboxId.parse(name).orElse(null);
        if (id == null) {
            return null;
        }
        try {
            return look(id, root.path().resolve(name));
        } catch (NoSuchFileException e) {
            forget(name);
            return null;
        } catch (IOException e) {
            return IoProblem.describe(e);
        }
    }

    void forget(String name) {
        Tracked gone = tracked.remove(name);
        unsettled.remove(name);
        if (gone != null) {
            inspector.forget(gone.sandbox.directory());
            changed = true;
        }
    }

    void clear() {
        List.copyOf(tracked.keySet()).forEach(this::forget);
    }

    /**
     * Looks again at the sandboxes that are still being made, so that a socket is seen soon after it is there. Those that stay
     * incomplete are left to the listings once they are old.
     */
    void refreshUnsettled() {
        if (!unsettled.isEmpty()) {
            List<String> names = unsettled.stream().limit(MAX_UNSETTLED).toList();
            names.forEach(this::refresh);
        }
    }

    private @Nullable String look(SandboxId id, Path directory) throws IOException {
        BasicFileAttributes attributes = attributes(directory);
        if (!attributes.isDirectory()) {
            forget(id.value());
            return null;
        }
        Object inode = attributes.fileKey();
        Tracked last = tracked.get(id.value());
        if (last != null && inode != null && !inode.equals(last.inode())) {
            forget(id.value());
            last = null;
        }
        if (last == null && tracked.size() >= settings.maxSandboxes()) {
            return "more than " + settings.maxSandboxes() + " sandboxes";
        }
        Object socketInode = socketInode(directory.resolve(Sandbox.SOCKET_NAME));
        Inspection inspection = inspector.track(directory, root.flavor());
        if (isPhantom(id, socketInode, inspection)) {
            inspector.forget(directory);
            forget(id.value());
            return null;
        }
        put(id, describe(id, directory, inode, last, socketInode, inspection));
        return null;
    }

    private Tracked describe(
            SandboxId id,
            Path directory,
            @Nullable Object inode,
            @Nullable Tracked last,
            @Nullable Object socketInode,
            Inspection inspection) {
        Instant now = clock.instant();
        Instant withoutSocketSince = null;
        if (socketInode == null) {
            withoutSocketSince = last == null || last.withoutSocketSince == null ? now : last.withoutSocketSince;
        }
        boolean stale = withoutSocketSince != null && !now.isBefore(withoutSocketSince.plus(settings.staleAfter()));
        String hypervisor = inspection.hypervisor() instanceof HypervisorReading.Named named ? named.label() : null;
        Sandbox sandbox = new Sandbox(
                id,
                directory,
                inspection.flavor(),
                hypervisor,
                policy.decide(inspection.flavor(), inspection.hypervisor()),
                socketInode,
                stale);
        Instant firstSeen = last == null ? now : last.firstSeen;
        boolean old = !now.isBefore(firstSeen.plus(settings.staleAfter()));
        boolean settled = old || (socketInode != null && hypervisor != null);
        return new Tracked(sandbox, inode, firstSeen, withoutSocketSince, settled);
    }

    private void put(SandboxId id, Tracked entry) {
        Tracked last = tracked.put(id.value(), entry);
        // To the end, so that all have their turn where there are too many.
        unsettled.remove(id.value());
        if (!entry.settled) {
            unsettled.add(id.value());
        }
        if (last == null || !last.sandbox.equals(entry.sandbox)) {
            changed = true;
        }
    }

    private boolean isPhantom(SandboxId id, @Nullable Object socketInode, Inspection inspection) {
        return root.flavor() != Flavor.GO
                && JAILER_DIRECTORIES.contains(id.value())
                && socketInode == null
                && inspection.source().equals(NO_STATE_FILE);
    }

    private static @Nullable Object socketInode(Path socket) throws IOException {
        try {
            BasicFileAttributes attributes = attributes(socket);
            return attributes.isOther() ? attributes.fileKey() : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static @Nullable String firstOf(@Nullable String first, @Nullable String second) {
        return first != null ? first : second;
    }
}
