package io.katacontainers.monitor.collector.sandbox;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what comes and goes in directories by inotify. Not safe for use by several threads.
 *
 * <p>The JDK keeps at most 512 events per directory and reports an overflow instead of more, so memory stays bounded.
 */
final class DirectoryWatcher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DirectoryWatcher.class);

    /** Makes the watch service: {@code FileSystem::newWatchService}. */
    interface Opener {
        WatchService open() throws IOException;
    }

    enum Kind {
        CREATED,
        DELETED,
        /** Events were lost: list the directory. */
        LOST
    }

    /** @param name of the entry; null for {@link Kind#LOST} */
    record Event(Path directory, Kind kind, @Nullable String name) {}

    private final Opener opener;
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private @Nullable WatchService service;
    private @Nullable String refusal;

    DirectoryWatcher(Opener opener) {
        this.opener = opener;
    }

    boolean isWatching(Path directory) {
        WatchKey key = keys.get(directory);
        return key != null && key.isValid();
    }

    /** Starts to watch; where the kernel refuses, says so once and returns false: the caller has to look by itself. */
    boolean watch(Path directory) {
        unwatch(directory);
        try {
            if (service == null) {
                service = opener.open();
            }
            keys.put(
                    directory,
                    directory.register(
                            service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE));
            refusal = null;
            return true;
        } catch (NoSuchFileException e) {
            // Gone since it was looked at; whoever looks next sees that.
            return false;
        } catch (IOException e) {
            String problem = IoProblem.describe(e);
            if (!problem.equals(refusal)) {
                log.warn(
                        "cannot watch {}: {}; looking at short intervals instead (fs.inotify.max_user_instances and"
                                + " max_user_watches may be too low)",
                        directory,
                        problem);
            }
            refusal = problem;
            return false;
        }
    }

    void unwatch(Path directory) {
        WatchKey key = keys.remove(directory);
        if (key != null) {
            key.cancel();
        }
    }

    /** Waits for events, at most {@code timeout}, and returns all there are. */
    List<Event> await(Duration timeout) throws InterruptedException {
        if (service == null) {
            TimeUnit.NANOSECONDS.sleep(timeout.toNanos());
            return List.of();
        }
        List<Event> events = new ArrayList<>();
        WatchKey key = service.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        // Bounded: a directory in turmoil is signalled again at once.
        for (int others = keys.size(); key != null; others--) {
            take(key, events);
            key = others > 0 ? service.poll() : null;
        }
        return events;
    }

    private void take(WatchKey key, List<Event> events) {
        // Two paths to one directory share a key.
        List<Path> directories = keys.entrySet().stream()
                .filter(entry -> entry.getValue().equals(key))
                .map(Map.Entry::getKey)
                .toList();
        for (WatchEvent<?> event : key.pollEvents()) {
            for (Path directory : directories) {
                events.add(translate(directory, event));
            }
        }
        if (!key.reset()) {
            directories.forEach(directory -> events.add(new Event(directory, Kind.LOST, null)));
        }
    }

    private static Event translate(Path directory, WatchEvent<?> event) {
        if (event.context() instanceof Path name) {
            boolean deleted = event.kind().equals(StandardWatchEventKinds.ENTRY_DELETE);
            return new Event(directory, deleted ? Kind.DELETED : Kind.CREATED, name.toString());
        }
        return new Event(directory, Kind.LOST, null);
    }

    @Override
    public void close() throws IOException {
        if (service != null) {
            service.close();
        }
    }
}
