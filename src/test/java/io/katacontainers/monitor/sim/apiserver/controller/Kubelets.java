package io.katacontainers.monitor.sim.apiserver.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import io.katacontainers.monitor.sim.apiserver.store.StoreEvent;
import io.katacontainers.monitor.sim.apiserver.store.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the pods of DaemonSets through a {@link PodRunner} and reports their status. Other pods are left to whoever made them. */
public final class Kubelets implements Controller, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Kubelets.class);
    private static final String PODS = "/pods";
    private static final int PROBE_MILLIS = 250;

    private record Running(RunningPod pod, boolean reportedReady) {}

    private final Cluster cluster;
    private final PodRunner runner;
    private final WorkQueue<String> queue;
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    public Kubelets(Cluster cluster, PodRunner runner, ScheduledExecutorService executor) {
        this.cluster = cluster;
        this.runner = runner;
        this.queue = new WorkQueue<>(executor, this::sync);
        var unused = executor.scheduleWithFixedDelay(this::probe, PROBE_MILLIS, PROBE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void onEvent(StoreEvent event) {
        if (event.object().storage().equals(PODS) && (event.deleted() || event.previous() == null)) {
            queue.add(event.object().uid());
        }
    }

    private void sync(String uid) {
        Optional<StoredObject> stored = cluster.store().byUid(uid);
        if (stored.isEmpty()) {
            Running gone = running.remove(uid);
            if (gone != null) {
                gone.pod().close();
            }
            return;
        }
        ObjectNode pod = stored.get().object();
        String node = pod.at("/spec/nodeName").asText();
        if (node.isEmpty() || !ownedByDaemonSet(pod) || running.containsKey(uid)) {
            return;
        }
        PodInfo info =
                new PodInfo(stored.get().key().namespace(), stored.get().key().name(), uid, node, pod);
        try {
            RunningPod started = runner.start(info);
            boolean ready = started.ready();
            running.put(uid, new Running(started, ready));
            cluster.update(stored.get(), "status", object -> report(object, started.podIp(), ready));
            if (cluster.store().byUid(uid).isEmpty()) {
                queue.add(uid);
            }
        } catch (IOException e) {
            LOG.warn("Pod {}/{} does not start: {}", info.namespace(), info.name(), e.getMessage());
            cluster.update(stored.get(), "status", object -> Json.objectAt(object, "status")
                    .put("phase", "Failed")
                    .put("message", e.getMessage()));
        }
    }

    private static boolean ownedByDaemonSet(JsonNode pod) {
        for (JsonNode owner : pod.at("/metadata/ownerReferences")) {
            if (owner.path("kind").asText().equals("DaemonSet")) {
                return true;
            }
        }
        return false;
    }

    private void probe() {
        running.forEach((uid, pod) -> {
            boolean ready = pod.pod().ready();
            if (ready != pod.reportedReady() && running.replace(uid, pod, new Running(pod.pod(), ready))) {
                cluster.store()
                        .byUid(uid)
                        .ifPresent(stored -> cluster.update(
                                stored,
                                "status",
                                object -> report(object, pod.pod().podIp(), ready)));
            }
        });
    }

    private void report(ObjectNode pod, String ip, boolean ready) {
        ObjectNode status = Json.objectAt(pod, "status");
        status.put("phase", "Running").put("hostIP", "127.0.0.1").put("podIP", ip);
        status.putArray("podIPs").addObject().put("ip", ip);
        if (!status.has("startTime")) {
            status.put("startTime", cluster.now());
        }
        ArrayNode conditions = status.putArray("conditions");
        for (String type : List.of("PodScheduled", "Initialized", "ContainersReady", "Ready")) {
            boolean holds = ready || !type.endsWith("Ready");
            conditions
                    .addObject()
                    .put("type", type)
                    .put("status", holds ? "True" : "False")
                    .put("lastTransitionTime", cluster.now());
        }
        ArrayNode containers = status.putArray("containerStatuses");
        for (JsonNode container : pod.at("/spec/containers")) {
            ObjectNode shown = containers.addObject();
            shown.put("name", container.path("name").asText())
                    .put("image", container.path("image").asText())
                    .put("imageID", "")
                    .put("ready", ready)
                    .put("started", true)
                    .put("restartCount", 0);
            shown.putObject("state").putObject("running").put("startedAt", cluster.now());
        }
    }

    /** Stops all pods. */
    @Override
    public void close() {
        running.values().forEach(pod -> pod.pod().close());
        running.clear();
    }
}
