package io.katacontainers.monitor.sim.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.katacontainers.monitor.sim.apiserver.controller.PodInfo;
import io.katacontainers.monitor.sim.apiserver.controller.PodRunner;
import io.katacontainers.monitor.sim.apiserver.controller.RunningPod;
import io.katacontainers.monitor.sim.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs collector pods as processes of this machine, each at a loopback address of its own, with the arguments that the pod's template
 * has. A path among them must be mounted from the node by that template, and is then looked up on the simulated node.
 */
public final class CollectorPods implements PodRunner {
    private final Path launcher;
    private final Path logs;
    private final Map<String, SimulatedNode> nodes;
    private final String network = "127." + octet() + "." + octet() + ".";
    private final AtomicInteger started = new AtomicInteger();

    /**
     * @param launcher {@code bin/kata-monitor} of the runnable tree
     * @param logs directory that gets a file for each pod
     * @param nodes by name
     */
    public CollectorPods(Path launcher, Path logs, Map<String, SimulatedNode> nodes) {
        this.launcher = launcher;
        this.logs = logs;
        this.nodes = Map.copyOf(nodes);
    }

    /** Other processes of this machine may serve the same port at addresses of their own. */
    private static int octet() {
        return ThreadLocalRandom.current().nextInt(2, 254);
    }

    @Override
    public RunningPod start(PodInfo pod) throws IOException {
        SimulatedNode node = nodes.get(pod.nodeName());
        if (node == null) {
            throw new IOException("There is no node " + pod.nodeName());
        }
        String ip = network + started.incrementAndGet();
        JsonNode container = pod.pod().at("/spec/containers/0");
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        for (JsonNode argument : container.path("args")) {
            command.add(onThisMachine(argument.asText(), ip, pod.pod(), node));
        }
        ChildProcess process = ChildProcess.start(logs.resolve(pod.name() + ".log"), Map.of(), command);
        return new RunningCollector(process, ip, container);
    }

    private static String onThisMachine(String argument, String ip, JsonNode pod, SimulatedNode node)
            throws IOException {
        int value = argument.indexOf('=') + 1;
        if (value > 0 && argument.charAt(value) == ':') {
            return argument.substring(0, value) + ip + argument.substring(value);
        }
        int path = argument.indexOf('/');
        if (path < 0) {
            return argument;
        }
        return argument.substring(0, path) + node.path(onTheNode(Path.of(argument.substring(path)), pod));
    }

    private static Path onTheNode(Path inContainer, JsonNode pod) throws IOException {
        for (JsonNode mount : pod.at("/spec/containers/0/volumeMounts")) {
            Path mountPath = Path.of(mount.path("mountPath").asText());
            if (inContainer.startsWith(mountPath)) {
                return hostPath(mount.path("name").asText(), pod).resolve(mountPath.relativize(inContainer));
            }
        }
        throw new IOException("The pod mounts nothing at " + inContainer);
    }

    private static Path hostPath(String volume, JsonNode pod) throws IOException {
        for (JsonNode candidate : pod.at("/spec/volumes")) {
            if (candidate.path("name").asText().equals(volume) && candidate.has("hostPath")) {
                return Path.of(candidate.at("/hostPath/path").asText());
            }
        }
        throw new IOException("The pod has no hostPath volume " + volume);
    }
}
