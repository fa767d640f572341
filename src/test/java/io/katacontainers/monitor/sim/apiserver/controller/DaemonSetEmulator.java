package io.katacontainers.monitor.sim.apiserver.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import io.katacontainers.monitor.sim.apiserver.store.ObjectKey;
import io.katacontainers.monitor.sim.apiserver.store.StoreEvent;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;

/** Keeps one pod of every DaemonSet on every node where it belongs, rolls out template changes, and counts. */
public final class DaemonSetEmulator implements Controller {
    private static final String DAEMON_SETS = "apps/daemonsets";
    private static final String NODES = "/nodes";
    private static final String PODS = "/pods";
    private static final String HASH = "controller-revision-hash";
    private static final Duration SETTLE = Duration.ofMillis(20);

    private final Cluster cluster;
    private final WorkQueue<ObjectKey> queue;

    public DaemonSetEmulator(Cluster cluster, ScheduledExecutorService executor) {
        this.cluster = cluster;
        this.queue = new WorkQueue<>(executor, this::reconcile);
    }

    @Override
    public void onEvent(StoreEvent event) {
        StoredObject object = event.object();
        switch (object.storage()) {
            case DAEMON_SETS -> queue.addAfter(object.key(), SETTLE);
            case NODES ->
                cluster.store()
                        .list(DAEMON_SETS, "", null)
                        .forEach(daemonSet -> queue.addAfter(daemonSet.key(), SETTLE));
            case PODS ->
                object.ownerUids().forEach(owner -> cluster.store()
                        .byUid(owner)
                        .filter(stored -> stored.storage().equals(DAEMON_SETS))
                        .ifPresent(stored -> queue.addAfter(stored.key(), SETTLE)));
            default -> {
                // of no concern
            }
        }
    }

    private void reconcile(ObjectKey key) {
        Optional<StoredObject> found = cluster.store().get(DAEMON_SETS, key);
        if (found.isEmpty() || found.get().terminating()) {
            return;
        }
        StoredObject stored = found.get();
        ObjectNode daemonSet = stored.object();
        JsonNode podSpec = daemonSet.at("/spec/template/spec");
        String hash = hash(daemonSet.at("/spec/template"));
        List<StoredObject> eligible = cluster.store().list(NODES, "", null).stream()
                .filter(node -> NodeFit.fits(podSpec, node))
                .toList();
        Map<String, DaemonPod> byNode = new HashMap<>();
        List<DaemonPod> surplus = new ArrayList<>();
        pods(stored).forEach(pod -> {
            if (byNode.putIfAbsent(pod.node(), pod) != null) {
                surplus.add(pod);
            }
        });
        Rollout rollout = new Rollout(hash);
        for (StoredObject node : eligible) {
            DaemonPod pod = byNode.remove(node.key().name());
            rollout.desired++;
            if (pod == null) {
                cluster.create(
                        PODS, key.namespace(), podFor(daemonSet, node.key().name(), hash));
            } else {
                rollout.count(pod);
            }
        }
        surplus.addAll(byNode.values());
        surplus.forEach(pod -> cluster.delete(pod.stored()));
        if (daemonSet.at("/spec/updateStrategy/type").asText().equals("RollingUpdate")) {
            replaceOutdated(rollout, daemonSet.at("/spec/updateStrategy/rollingUpdate/maxUnavailable"));
        }
        cluster.update(stored, "status", object -> rollout.report(object, surplus.size()));
    }

    private void replaceOutdated(Rollout rollout, JsonNode maxUnavailable) {
        int allowed = maxUnavailable.isTextual()
                ? rollout.desired * Integer.parseInt(maxUnavailable.asText().replace("%", "")) / 100
                : maxUnavailable.asInt(1);
        int budget = Math.max(1, allowed) - (rollout.desired - rollout.ready);
        for (DaemonPod pod : rollout.outdated) {
            if (!pod.ready()) {
                cluster.delete(pod.stored());
            } else if (budget-- > 0) {
                cluster.delete(pod.stored());
            }
        }
    }

    private List<DaemonPod> pods(StoredObject daemonSet) {
        return cluster.store().dependents(daemonSet.uid()).stream()
                .map(cluster.store()::byUid)
                .flatMap(Optional::stream)
                .filter(pod -> pod.storage().equals(PODS) && !pod.terminating())
                .map(DaemonPod::of)
                .toList();
    }

    private static String hash(JsonNode template) {
        return UUID.nameUUIDFromBytes(Json.bytes(template)).toString().substring(24);
    }

    private static ObjectNode podFor(ObjectNode daemonSet, String node, String hash) {
        ObjectNode pod = daemonSet.at("/spec/template").deepCopy();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = Json.objectAt(pod, "metadata");
        String name = daemonSet.at("/metadata/name").asText();
        metadata.remove("creationTimestamp");
        metadata.put("generateName", name + "-");
        Json.objectAt(metadata, "labels").put(HASH, hash);
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "apps/v1")
                .put("kind", "DaemonSet")
                .put("name", name)
                .put("uid", daemonSet.at("/metadata/uid").asText())
                .put("controller", true)
                .put("blockOwnerDeletion", true);
        Json.objectAt(pod, "spec").put("nodeName", node);
        return pod;
    }

    private record DaemonPod(StoredObject stored, String node, String hash, boolean ready) {
        static DaemonPod of(StoredObject stored) {
            ObjectNode pod = stored.object();
            boolean ready = false;
            for (JsonNode condition : pod.at("/status/conditions")) {
                ready |= condition.path("type").asText().equals("Ready")
                        && condition.path("status").asText().equals("True");
            }
            return new DaemonPod(
                    stored, pod.at("/spec/nodeName").asText(), stored.labels().getOrDefault(HASH, ""), ready);
        }
    }

    private static final class Rollout {
        private final String hash;
        private final List<DaemonPod> outdated = new ArrayList<>();
        private int desired;
        private int current;
        private int ready;
        private int updated;

        Rollout(String hash) {
            this.hash = hash;
        }

        void count(DaemonPod pod) {
            current++;
            ready += pod.ready() ? 1 : 0;
            if (pod.hash().equals(hash)) {
                updated++;
            } else {
                outdated.add(pod);
            }
        }

        void report(ObjectNode daemonSet, int misscheduled) {
            ObjectNode status = Json.objectAt(daemonSet, "status");
            status.put("currentNumberScheduled", current)
                    .put("desiredNumberScheduled", desired)
                    .put("numberReady", ready)
                    .put("numberAvailable", ready)
                    .put("numberMisscheduled", misscheduled)
                    .put("updatedNumberScheduled", updated)
                    // An int, as JSON is read: a long is another value, and would be a change each time.
                    .put(
                            "observedGeneration",
                            daemonSet.at("/metadata/generation").asInt());
            if (desired > ready) {
                status.put("numberUnavailable", desired - ready);
            } else {
                status.remove("numberUnavailable");
            }
        }
    }
}
