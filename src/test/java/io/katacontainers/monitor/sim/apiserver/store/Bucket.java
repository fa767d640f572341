package io.katacontainers.monitor.sim.apiserver.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The objects of one resource and their recent past. Changed only under the store's write lock. */
final class Bucket {
    final NavigableMap<ObjectKey, StoredObject> objects = new ConcurrentSkipListMap<>();
    final Set<Consumer<StoreEvent>> watchers = ConcurrentHashMap.newKeySet();
    private final Deque<StoreEvent> history = new ArrayDeque<>();
    private final int historyLimit;
    private long forgottenUpTo;

    Bucket(int historyLimit) {
        this.historyLimit = historyLimit;
    }

    Collection<StoredObject> list(String namespace, @Nullable ObjectKey after) {
        NavigableMap<ObjectKey, StoredObject> view = objects;
        if (!namespace.isEmpty()) {
            view = view.subMap(new ObjectKey(namespace, ""), true, new ObjectKey(namespace + "\0", ""), false);
        }
        if (after != null) {
            view = view.tailMap(after, false);
        }
        return view.values();
    }

    void apply(StoreEvent event) {
        if (event.deleted()) {
            objects.remove(event.object().key());
        } else {
            objects.put(event.object().key(), event.object());
        }
        history.addLast(event);
        if (history.size() > historyLimit) {
            forgottenUpTo = history.removeFirst().resourceVersion();
        }
    }

    boolean reachesBackTo(long resourceVersion) {
        return resourceVersion >= forgottenUpTo;
    }

    List<StoreEvent> since(long resourceVersion) {
        List<StoreEvent> events = new ArrayList<>();
        Iterator<StoreEvent> newestFirst = history.descendingIterator();
        while (newestFirst.hasNext()) {
            StoreEvent event = newestFirst.next();
            if (event.resourceVersion() <= resourceVersion) {
                break;
            }
            events.add(event);
        }
        Collections.reverse(events);
        return events;
    }

    void compact(long resourceVersion) {
        history.clear();
        forgottenUpTo = resourceVersion;
    }
}
