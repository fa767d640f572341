package io.katacontainers.monitor.sim.apiserver.controller;

import com.fasterxml.jackson.databind.JsonNode;
import io.katacontainers.monitor.sim.apiserver.store.ObjectKey;
import io.katacontainers.monitor.sim.apiserver.store.StoreEvent;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** Deletes the objects of a definition that is being deleted, and then lets the definition go. */
public final class CustomResourceCleanup implements Controller {
    private static final String STORAGE = "apiextensions.k8s.io/customresourcedefinitions";
    private static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final Cluster cluster;
    private final WorkQueue<ObjectKey> queue;

    public CustomResourceCleanup(Cluster cluster, ScheduledExecutorService executor) {
        this.cluster = cluster;
        this.queue = new WorkQueue<>(executor, this::clean);
    }

    @Override
    public void onEvent(StoreEvent event) {
        if (event.object().storage().equals(STORAGE) && event.object().terminating() && !event.deleted()) {
            queue.add(event.object().key());
        }
    }

    private void clean(ObjectKey key) {
        Optional<StoredObject> definition = cluster.store().get(STORAGE, key);
        if (definition.isEmpty()) {
            return;
        }
        JsonNode spec = definition.get().object().path("spec");
        String storage = spec.path("group").asText() + "/"
                + spec.path("names").path("plural").asText();
        if (cluster.store().count(storage) == 0) {
            cluster.release(definition.get(), FINALIZER);
            return;
        }
        cluster.store().list(storage, "", null).stream()
                .filter(object -> !object.terminating())
                .forEach(cluster::delete);
        queue.addAfter(key, AGAIN);
    }
}
