package io.katacontainers.monitor.sim.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.katacontainers.monitor.sim.apiserver.controller.PodInfo;
import io.katacontainers.monitor.sim.apiserver.controller.PodRunner;
import io.katacontainers.monitor.sim.apiserver.controller.RunningPod;
import io.katacontainers.monitor.sim.process.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs each pod of the collectors' DaemonSet as a real collector process, started again when it ends. */
public final class CollectorPods implements PodRunner, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CollectorPods.class);
    private static final int RESTART_SECONDS = 5;
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

    private final Path program;
    private final LoopbackSubnet addresses;
    private final Map<String, SimulatedNode> nodes;
    private final Path logs;
    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Map<String, CollectorPod> running = new ConcurrentHashMap<>();

    /**
     * Runs none yet.
     *
     * @param program {@code bin/kata-monitor}
     * @param addresses for the pods
     * @param nodes by name
     * @param logs directory that gets a log for each node
     */
    public CollectorPods(Path program, LoopbackSubnet addresses, Map<String, SimulatedNode> nodes, Path logs) {
        this.program = program;
        this.addresses = addresses;
        this.nodes = Map.copyOf(nodes);
        this.logs = logs;
    }

    @Override
    public RunningPod start(PodInfo info) throws IOException {
        SimulatedNode node = nodes.get(info.nodeName());
        if (node == null) {
            throw new IOException("there is no node " + info.nodeName());
        }
        Pod pod = serialization.convertValue(info.pod(), Pod.class);
        String ip = addresses.next();
        CollectorPod collector = new CollectorPod(
                info, ip, ContainerCommand.of(pod, ip, node::path), readiness(pod, ip), log(info.nodeName()));
        running.put(info.uid(), collector);
        return collector;
    }

    /** Where the collector of a node logs. */
    public Path log(String node) {
        return logs.resolve("collector-" + node + ".log");
    }

    /** Addresses of those that are ready, by node. */
    public Map<String, String> ready() {
        Map<String, String> ready = new TreeMap<>();
        running.values().stream()
                .filter(CollectorPod::ready)
                .forEach(collector -> ready.put(collector.info.nodeName(), collector.ip));
        return ready;
    }

    private static HttpRequest readiness(Pod pod, String ip) {
        Container container = pod.getSpec().getContainers().get(0);
        HTTPGetAction probe = container.getReadinessProbe().getHttpGet();
        int port = container.getPorts().stream()
                .filter(each -> each.getName().equals(probe.getPort().getStrVal()))
                .findFirst()
                .map(ContainerPort::getContainerPort)
                .orElseGet(() -> probe.getPort().getIntVal());
        return HttpRequest.newBuilder(URI.create("http://" + ip + ":" + port + probe.getPath()))
                .timeout(PROBE_LIMIT)
                .build();
    }

    /** Ends all at the same time. */
    @Override
    public void close() {
        running.values().forEach(CollectorPod::terminate);
        running.values().forEach(CollectorPod::close);
    }

    private final class CollectorPod implements RunningPod {
        private final PodInfo info;
        private final String ip;
        private final ContainerCommand command;
        private final HttpRequest readiness;
        private final Path log;
        private final AtomicBoolean asking = new AtomicBoolean();
        private volatile boolean ready;
        private boolean closing;
        private ChildProcess process;

        CollectorPod(PodInfo info, String ip, ContainerCommand command, HttpRequest readiness, Path log)
                throws IOException {
            this.info = info;
            this.ip = ip;
            this.command = command;
            this.readiness = readiness;
            this.log = log;
            this.process = launch();
        }

        private ChildProcess launch() throws IOException {
            ChildProcess started = ChildProcess.start(log, command.environment(), command.line(program));
            Executor later = CompletableFuture.delayedExecutor(RESTART_SECONDS, TimeUnit.SECONDS);
            var unused = started.ended().thenAcceptAsync(this::restart, later);
            return started;
        }

        private synchronized void restart(int status) {
            if (closing) {
                return;
            }
            LOG.warn("The collector on {} ended with status {} and is started again", info.nodeName(), status);
            try {
                process = launch();
            } catch (IOException e) {
                LOG.error("The collector on {} cannot be started again: {}", info.nodeName(), e.getMessage());
            }
        }

        @Override
        public String podIp() {
            return ip;
        }

        /** As the latest probe found it; starts the next one. */
        @Override
        public boolean ready() {
            if (asking.compareAndSet(false, true)) {
                var unused = http.sendAsync(readiness, BodyHandlers.discarding())
                        .handle((answer, failure) -> answer != null && answer.statusCode() == 200)
                        .thenAccept(found -> {
                            ready = found;
                            asking.set(false);
                        });
            }
            return ready;
        }

        synchronized void terminate() {
            closing = true;
            ready = false;
            process.terminate();
        }

        @Override
        public void close() {
            ChildProcess last;
            synchronized (this) {
                terminate();
                last = process;
            }
            var unused = last.stop();
            running.remove(info.uid(), this);
        }
    }
}
