package io.katacontainers.monitor.sim.apiserver.controller;

import io.katacontainers.monitor.sim.apiserver.store.ObjectKey;
import io.katacontainers.monitor.sim.apiserver.store.StoreEvent;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** Empties namespaces that are being deleted, then removes them. */
public final class NamespaceController implements Controller {
    private static final String STORAGE = "/namespaces";
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final Cluster cluster;
    private final WorkQueue<ObjectKey> queue;

    public NamespaceController(Cluster cluster, ScheduledExecutorService executor) {
        this.cluster = cluster;
        this.queue = new WorkQueue<>(executor, this::empty);
    }

    @Override
    public void onEvent(StoreEvent event) {
        if (event.object().storage().equals(STORAGE) && event.object().terminating() && !event.deleted()) {
            queue.add(event.object().key());
        }
    }

    private void empty(ObjectKey key) {
        Optional<StoredObject> namespace = cluster.store().get(STORAGE, key);
        if (namespace.isEmpty() || !namespace.get().terminating()) {
            return;
        }
        List<StoredObject> content = cluster.store().inNamespace(key.name());
        if (content.isEmpty()) {
            cluster.finishNamespace(namespace.get());
        } else {
            content.stream().filter(object -> !object.terminating()).forEach(cluster::delete);
        }
        queue.addAfter(key, AGAIN);
    }
}
