package io.katacontainers.monitor.sim.apiserver.controller;

import io.katacontainers.monitor.sim.apiserver.store.StoreEvent;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/** Removes the pods of nodes that no longer exist. */
public final class NodeEviction implements Controller {
    private final Cluster cluster;
    private final Map<String, Set<String>> podsByNode = new ConcurrentHashMap<>();
    private final WorkQueue<String> gone;

    public NodeEviction(Cluster cluster, ScheduledExecutorService executor) {
        this.cluster = cluster;
        this.gone = new WorkQueue<>(executor, this::evict);
    }

    @Override
    public void onEvent(StoreEvent event) {
        StoredObject object = event.object();
        if (object.storage().equals("/nodes") && event.deleted()) {
            gone.add(object.key().name());
        } else if (object.storage().equals("/pods")) {
            String node = object.object().at("/spec/nodeName").asText();
            Set<String> pods = podsByNode.computeIfAbsent(node, name -> ConcurrentHashMap.newKeySet());
            if (event.deleted()) {
                pods.remove(object.uid());
            } else {
                pods.add(object.uid());
            }
        }
    }

    private void evict(String node) {
        podsByNode
                .getOrDefault(node, Set.of())
                .forEach(uid -> cluster.store().byUid(uid).ifPresent(cluster::delete));
    }
}
