package io.katacontainers.monitor.sim.apiserver.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import io.katacontainers.monitor.sim.apiserver.store.StoreEvent;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

/** Deletes objects none of whose owners exists, and sees foreground and orphaning deletions through. */
public final class GarbageCollector implements Controller {
    private static final String FOREGROUND = "foregroundDeletion";
    private static final String ORPHAN = "orphan";

    private final Cluster cluster;
    private final WorkQueue<String> dependents;
    private final WorkQueue<String> owners;

    public GarbageCollector(Cluster cluster, ScheduledExecutorService executor) {
        this.cluster = cluster;
        this.dependents = new WorkQueue<>(executor, this::collect);
        this.owners = new WorkQueue<>(executor, this::finishOwner);
    }

    @Override
    public void onEvent(StoreEvent event) {
        StoredObject object = event.object();
        if (event.deleted()) {
            cluster.store().dependents(object.uid()).forEach(dependents::add);
            object.ownerUids().forEach(owners::add);
            return;
        }
        if (!object.ownerUids().isEmpty()) {
            dependents.add(object.uid());
        }
        if (object.terminating()) {
            owners.add(object.uid());
        }
    }

    private void collect(String uid) {
        Optional<StoredObject> found = cluster.store().byUid(uid);
        if (found.isEmpty() || found.get().terminating()) {
            return;
        }
        StoredObject object = found.get();
        boolean owned = object.ownerUids().stream().anyMatch(owner -> exists(owner, object));
        if (!owned && !object.ownerUids().isEmpty()) {
            cluster.delete(object);
        }
    }

    /** An owner counts in the dependent's own namespace or cluster-wide only. */
    private boolean exists(String ownerUid, StoredObject dependent) {
        return cluster.store()
                .byUid(ownerUid)
                .map(owner -> owner.key().namespace())
                .filter(namespace ->
                        namespace.isEmpty() || namespace.equals(dependent.key().namespace()))
                .isPresent();
    }

    private void finishOwner(String uid) {
        Optional<StoredObject> found = cluster.store().byUid(uid);
        if (found.isEmpty() || !found.get().terminating()) {
            return;
        }
        StoredObject owner = found.get();
        List<StoredObject> children = cluster.store().dependents(uid).stream()
                .map(cluster.store()::byUid)
                .flatMap(Optional::stream)
                .toList();
        Set<String> finalizers = finalizers(owner);
        if (finalizers.contains(ORPHAN)) {
            children.forEach(child -> cluster.update(child, "", object -> disown(object, uid)));
            cluster.release(owner, ORPHAN);
        } else if (finalizers.contains(FOREGROUND)) {
            if (children.isEmpty()) {
                cluster.release(owner, FOREGROUND);
            } else {
                children.stream().filter(child -> !child.terminating()).forEach(cluster::delete);
            }
        }
    }

    private static Set<String> finalizers(StoredObject object) {
        Set<String> names = new HashSet<>();
        object.object().path("metadata").path("finalizers").forEach(name -> names.add(name.asText()));
        return names;
    }

    private static void disown(ObjectNode object, String ownerUid) {
        ArrayNode kept = Json.array();
        for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
            if (!owner.path("uid").asText().equals(ownerUid)) {
                kept.add(owner);
            }
        }
        Json.objectAt(object, "metadata").set("ownerReferences", kept);
    }
}
