package io.katacontainers.monitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.ApiServer;
import io.katacontainers.monitor.sim.apiserver.ApiServerOptions;
import io.katacontainers.monitor.sim.containerd.ContainerLimits;
import io.katacontainers.monitor.sim.containerd.PodRunner;
import io.katacontainers.monitor.sim.containerd.PrivateContainerd;
import io.katacontainers.monitor.sim.node.CollectorPods;
import io.katacontainers.monitor.sim.node.LoopbackSubnet;
import io.katacontainers.monitor.sim.node.SimulatedNode;
import io.katacontainers.monitor.sim.process.ChildProcess;
import io.katacontainers.monitor.sim.schema.CrdSchemaFactory;
import io.katacontainers.monitor.sim.shim.ShimSimulator;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * A cluster of one node. The API server and the shims are simulated; containerd and its pods, kubectl, the operator and the collectors are
 * real programs, and the operator has no more rights than {@code config/} gives it.
 */
final class OneNodeCluster implements Closeable {
    static final String NODE = "node-1";
    static final String NAMESPACE = "kata-monitor-system";

    /** Makes the kind PodMonitor known; for {@code kubectl apply -f}. */
    static final String POD_MONITOR_CRD = "src/test/resources/io/katacontainers/monitor/e2e/pod-monitor-crd.yaml";

    /** Minor version from which on its kustomize knows all that {@code config/} uses. Debian 12 has an older one. */
    static final int MODERN_KUBECTL = 27;

    private static final Path LAUNCHER = Path.of("target/kata-monitor/bin/kata-monitor");
    static final String OPERATOR = "system:serviceaccount:" + NAMESPACE + ":kata-monitor-operator";
    private static final String NODE_OBJECT = """
            apiVersion: v1
            kind: Node
            metadata:
              name: %s
              labels:
                kubernetes.io/hostname: %1$s
                katacontainers.io/kata-runtime: "true"
            status:
              nodeInfo:
                containerRuntimeVersion: containerd://1.6.20
                kubeletVersion: v1.32.4
            """;

    private final Deque<Closeable> parts;
    private final Workspace workspace;
    private final PrivateContainerd containerd;
    private final ShimSimulator shims;
    private final PodRunner runtimePods;
    private final ApiServer apiServer;
    private final Kubectl kubectl;

    private OneNodeCluster(Deque<Closeable> parts) throws IOException {
        this.parts = parts;
        workspace = Workspace.create();
        parts.push(workspace::close);
        containerd = PrivateContainerd.start(workspace.directory("c"));
        parts.push(containerd::close);
        shims = new ShimSimulator(workspace.directory());
        parts.push(shims::close);
        runtimePods = new PodRunner(containerd.socket());
        parts.push(runtimePods::close);
        SimulatedNode node = new SimulatedNode(Map.of(
                Path.of("/run/containerd"), workspace.directory("c"),
                Path.of("/run/vc/sbs"), shims.goRoot(),
                Path.of("/run/kata"), shims.rustRoot()));
        LoopbackSubnet addresses = LoopbackSubnet.claim();
        parts.push(addresses::close);
        CollectorPods collectors =
                new CollectorPods(LAUNCHER, addresses, Map.of(NODE, node), workspace.directory("logs"));
        apiServer = ApiServer.start(ApiServerOptions.defaults()
                .withRbac(true)
                .withSchemas(new CrdSchemaFactory())
                .withPodRunner(collectors));
        parts.push(apiServer::close);
        kubectl = new Kubectl(workspace.directory("admin"), apiServer.kubeconfig());
        kubectl.apply(NODE_OBJECT.formatted(NODE));
    }

    /** Starts all but the operator, which is not even installed. */
    static OneNodeCluster start() throws IOException {
        Deque<Closeable> parts = new ArrayDeque<>();
        try {
            return new OneNodeCluster(parts);
        } catch (IOException | RuntimeException | AssertionError e) {
            closeAll(parts);
            throw e;
        }
    }

    /** Installs all that {@code config/default} holds; file by file where kubectl is older than what that needs. */
    void deploy() throws IOException {
        if (kubectl.minorVersion() >= MODERN_KUBECTL) {
            kubectl.run("apply", "-k", "config/default");
            return;
        }
        kubectl.run("apply", "-f", "config/default/namespace.yaml");
        for (String directory : List.of("crds", "config/rbac", "config/manager", "config/network-policy")) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(directory), "*.yaml")) {
                for (Path file : files) {
                    if (!file.endsWith("kustomization.yaml")) {
                        kubectl.run("apply", "-n", NAMESPACE, "-f", file.toString());
                    }
                }
            }
        }
    }

    /** A replica of the operator, started. */
    record Operator(ChildProcess process, String metricsUrl) {}

    /** Starts the operator, with the rights of its ServiceAccount. Its objects must have been applied. */
    Operator startOperator() throws IOException {
        Path directory = workspace.directory("operator");
        Path kubeconfig =
                Files.writeString(directory.resolve("kubeconfig"), apiServer.kubeconfig(apiServer.token(OPERATOR)));
        int metricsPort = FreePort.find();
        ChildProcess process = ChildProcess.start(
                directory.resolve("operator.log"),
                Map.of(
                        "KUBECONFIG",
                        kubeconfig.toString(),
                        "POD_NAMESPACE",
                        NAMESPACE,
                        "POD_NAME",
                        "kata-monitor-operator-0",
                        "RELATED_IMAGE_KATA_MONITOR",
                        "localhost/kata-monitor:0.1.0"),
                List.of(
                        LAUNCHER.toString(),
                        "operator",
                        "--leader-elect",
                        "--health-address=127.0.0.1:" + FreePort.find(),
                        "--metrics-address=127.0.0.1:" + metricsPort));
        parts.push(process::close);
        return new Operator(process, "http://127.0.0.1:" + metricsPort + "/metrics");
    }

    Workspace workspace() {
        return workspace;
    }

    ShimSimulator shims() {
        return shims;
    }

    Kubectl kubectl() {
        return kubectl;
    }

    ApiServer apiServer() {
        return apiServer;
    }

    /** A pod, in the API server and at the runtime. */
    record RunningPod(String namespace, String name, String uid, String sandbox, String container) {}

    /** Makes a pod as scheduler and kubelet do: the object first, then what the runtime has of it under the object's UID. */
    RunningPod runPod(String namespace, String name, String handler) throws IOException {
        kubectl.apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: %1$s}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: %2$s, namespace: %1$s}
                spec:
                  nodeName: %3$s
                  runtimeClassName: %4$s
                  containers: [{name: app, image: "%5$s"}]
                """.formatted(namespace, name, NODE, handler, PrivateContainerd.IMAGE));
        String uid = kubectl.run("get", "pod", name, "-n", namespace, "-o", "jsonpath={.metadata.uid}");
        String sandbox = runtimePods.runPod(namespace, name, uid, handler);
        return new RunningPod(namespace, name, uid, sandbox, runtimePods.runContainer(sandbox, "app"));
    }

    /** Adds a container to a pod at the runtime. */
    void runContainer(RunningPod pod, String name, ContainerLimits limits, String... command) {
        runtimePods.runContainer(pod.sandbox(), name, limits, command);
    }

    /** Ends a pod as the kubelet does: the runtime's first, then the object. A shim is the caller's to end. */
    void removePod(RunningPod pod) throws IOException {
        runtimePods.removePod(pod.sandbox());
        kubectl.run("delete", "pod", pod.name(), "-n", pod.namespace());
    }

    /** Waits until a KataMonitor is ready. */
    void awaitReady(String monitor) throws IOException {
        kubectl.run("wait", "--for=condition=Ready", "katamonitor/" + monitor, "-n", NAMESPACE, "--timeout=90s");
    }

    /** How Prometheus is told to scrape, by the PodMonitor of a KataMonitor that is ready. */
    ObjectNode scrapeConfiguration(String monitor) throws IOException {
        JsonNode podMonitor = kubectl.json("get", "podmonitor", monitor + "-collector", "-n", NAMESPACE);
        JsonNode pods =
                kubectl.json("get", "pods", "-n", NAMESPACE, "-l", "monitoring.katacontainers.io/monitor=" + monitor);
        return ScrapeConfiguration.of(podMonitor, pods);
    }

    /** Where the one collector serves, without a path. */
    String collectorUrl() throws IOException {
        String ip = kubectl.run(
                "get",
                "pods",
                "-n",
                NAMESPACE,
                "-l",
                "app.kubernetes.io/component=collector",
                "-o",
                "jsonpath={.items[0].status.podIP}");
        assertThat(ip).isNotBlank();
        return "http://" + ip + ":8090";
    }

    /** Ends all, the last first; nothing is left. */
    @Override
    public void close() throws IOException {
        closeAll(parts);
    }

    /** Goes on after a failure, which is thrown in the end. */
    static void closeAll(Deque<Closeable> parts) throws IOException {
        if (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } finally {
                closeAll(parts);
            }
        }
    }
}
