package io.katacontainers.monitor.sim.apiserver.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All objects. Reads take no lock; writes are serialised by one, so that resourceVersions and events come in one order. Nothing here
 * costs more than O(log n) per object touched.
 */
public final class Store {
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final Map<String, StoredObject> byUid = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> dependents = new ConcurrentHashMap<>();
    private final List<Consumer<StoreEvent>> listeners = new CopyOnWriteArrayList<>();
    private final Object writeLock = new Object();
    private final int historyLimit;
    private volatile long resourceVersion = 1;

    /** @param historyLimit how many past events a watch may ask for, per resource; older ones are 410 Gone */
    public Store(int historyLimit) {
        this.historyLimit = historyLimit;
    }

    /** Hears of every write, in order, on the writer's thread and under its lock: it must not block. */
    public void listen(Consumer<StoreEvent> listener) {
        listeners.add(listener);
    }

    /** The last write. */
    public long resourceVersion() {
        return resourceVersion;
    }

    private Bucket bucket(String storage) {
        return buckets.computeIfAbsent(storage, name -> new Bucket(historyLimit));
    }

    /** The object at a key. */
    public Optional<StoredObject> get(String storage, ObjectKey key) {
        return Optional.ofNullable(bucket(storage).objects.get(key));
    }

    /** The live object with a UID. */
    public Optional<StoredObject> byUid(String uid) {
        return Optional.ofNullable(byUid.get(uid));
    }

    /** The UIDs of the objects that name this owner. */
    public Set<String> dependents(String ownerUid) {
        return dependents.getOrDefault(ownerUid, Set.of());
    }

    /** How many objects a resource has. */
    public int count(String storage) {
        return bucket(storage).objects.size();
    }

    /**
     * The objects of a resource in order of their keys. The view is live: take {@link #resourceVersion} before it to watch from there.
     *
     * @param namespace empty for all
     * @param after the key behind which to start; null for the first
     */
    public Collection<StoredObject> list(String storage, String namespace, @Nullable ObjectKey after) {
        return bucket(storage).list(namespace, after);
    }

    /** All objects in a namespace, of every resource. */
    public List<StoredObject> inNamespace(String namespace) {
        return buckets.values().stream()
                .flatMap(bucket -> bucket.list(namespace, null).stream())
                .toList();
    }

    /** Stores a new object; empty if the key is taken. */
    public Optional<StoredObject> create(String storage, ObjectKey key, ObjectNode object) {
        synchronized (writeLock) {
            Bucket bucket = bucket(storage);
            if (bucket.objects.containsKey(key)) {
                return Optional.empty();
            }
            StoredObject created = new StoredObject(storage, key, resourceVersion + 1, object);
            publish(bucket, new StoreEvent(created, null, false));
            return Optional.of(created);
        }
    }

    /** Replaces exactly this version of an object; empty if another write came first. */
    public Optional<StoredObject> replace(StoredObject expected, ObjectNode object) {
        synchronized (writeLock) {
            Bucket bucket = bucket(expected.storage());
            if (bucket.objects.get(expected.key()) != expected) {
                return Optional.empty();
            }
            StoredObject replaced = new StoredObject(expected.storage(), expected.key(), resourceVersion + 1, object);
            publish(bucket, new StoreEvent(replaced, expected, false));
            return Optional.of(replaced);
        }
    }

    /** Removes exactly this version of an object; empty if another write came first, else its last state. */
    public Optional<StoredObject> remove(StoredObject expected, ObjectNode lastState) {
        synchronized (writeLock) {
            Bucket bucket = bucket(expected.storage());
            if (bucket.objects.get(expected.key()) != expected) {
                return Optional.empty();
            }
            StoredObject removed = new StoredObject(expected.storage(), expected.key(), resourceVersion + 1, lastState);
            publish(bucket, new StoreEvent(removed, expected, true));
            return Optional.of(removed);
        }
    }

    /**
     * Hears of the writes to one resource after a resourceVersion, without a gap: what the history holds first, then what comes. The
     * listener runs under the writer's lock and must not block.
     *
     * @return what ends it; empty if the history no longer reaches back so far
     */
    public Optional<Runnable> watch(String storage, long after, Consumer<StoreEvent> listener) {
        synchronized (writeLock) {
            Bucket bucket = bucket(storage);
            if (!bucket.reachesBackTo(after)) {
                return Optional.empty();
            }
            bucket.since(after).forEach(listener);
            bucket.watchers.add(listener);
            return Optional.of(() -> bucket.watchers.remove(listener));
        }
    }

    /**
     * Hears of all objects there are, as if they were written just now, and then of every write, without a gap. The listener runs under the
     * writer's lock and must not block.
     *
     * @param namespace empty for all
     * @param atEnd called with the resourceVersion after the last present object
     * @return what ends it
     */
    public Runnable watchFromState(
            String storage, String namespace, Consumer<StoreEvent> listener, LongConsumer atEnd) {
        synchronized (writeLock) {
            Bucket bucket = bucket(storage);
            bucket.list(namespace, null).forEach(object -> listener.accept(new StoreEvent(object, null, false)));
            atEnd.accept(resourceVersion);
            bucket.watchers.add(listener);
            return () -> bucket.watchers.remove(listener);
        }
    }

    /** Runs something between two writes, with the resourceVersion that everybody has heard of. */
    public void betweenWrites(LongConsumer action) {
        synchronized (writeLock) {
            action.accept(resourceVersion);
        }
    }

    /** Forgets all past events, so that every watch from before is 410 Gone. */
    public void compact() {
        synchronized (writeLock) {
            buckets.values().forEach(bucket -> bucket.compact(resourceVersion));
        }
    }

    private void publish(Bucket bucket, StoreEvent event) {
        resourceVersion = event.resourceVersion();
        bucket.apply(event);
        index(event);
        bucket.watchers.forEach(watcher -> watcher.accept(event));
        listeners.forEach(listener -> listener.accept(event));
    }

    private void index(StoreEvent event) {
        StoredObject object = event.object();
        if (event.previous() != null) {
            event.previous()
                    .ownerUids()
                    .forEach(owner -> dependents.computeIfPresent(owner, (uid, children) -> {
                        children.remove(object.uid());
                        return children.isEmpty() ? null : children;
                    }));
        }
        if (event.deleted()) {
            byUid.remove(object.uid());
            return;
        }
        byUid.put(object.uid(), object);
        object.ownerUids().forEach(owner -> dependents
                .computeIfAbsent(owner, uid -> ConcurrentHashMap.newKeySet())
                .add(object.uid()));
    }
}
