package io.katacontainers.monitor.bench.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.KataMonitorSpec;
import io.katacontainers.monitor.api.v1alpha1.KataMonitorStatus;
import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsMode;
import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsSpec;
import io.katacontainers.monitor.operator.inventory.MonitorConfig;
import io.katacontainers.monitor.operator.sandbox.StoredSandbox;
import io.katacontainers.monitor.sim.apiserver.ApiServer;
import io.katacontainers.monitor.sim.apiserver.ApiServerOptions;
import io.katacontainers.monitor.sim.apiserver.AuditEntry;
import io.katacontainers.monitor.sim.apiserver.controller.PodInfo;
import io.katacontainers.monitor.sim.apiserver.controller.RunningPod;
import io.katacontainers.monitor.sim.apiserver.store.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The API server simulator with all nodes, Pods and objects as a cluster has them after some hours. It judges neither rights nor
 * schemas, so that it leaves the machine to the operator.
 */
final class SimulatedCluster implements AutoCloseable, Fleet.PodDirectory {
    private static final String NAMESPACE = "kata-monitor-system";
    private static final String MONITOR = "kata";

    private final ApiServer server;
    private final KubernetesClient admin;

    SimulatedCluster(ChangeLog log) throws IOException {
        server = ApiServer.start(ApiServerOptions.defaults().withPodRunner(SimulatedCluster::collector));
        server.loadDefinitions(Path.of("crds"));
        server.store().listen(log::onEvent);
        admin = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
        namespace(NAMESPACE);
        FleetSandbox.namespaces().forEach(this::namespace);
    }

    private void namespace(String name) {
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    private static RunningPod collector(PodInfo pod) {
        String ip = Fleet.address(
                Integer.parseInt(pod.nodeName().substring(pod.nodeName().lastIndexOf('-') + 1)));
        // The fleet ends with the process.
        return RunningPod.readyAt(ip);
    }

    /** Fills the cluster: a KataMonitor, and for each sandbox a Pod and, where an operator ran before, an object. */
    void fill(List<FleetNode> nodes, int writesPerSecond, boolean objects) {
        KataMonitor monitor = new KataMonitor();
        monitor.getMetadata().setNamespace(NAMESPACE);
        monitor.getMetadata().setName(MONITOR);
        monitor.setSpec(spec(writesPerSecond));
        String uid = admin.resource(monitor).create().getMetadata().getUid();
        MonitorConfig config = new MonitorConfig(
                NAMESPACE, MONITOR, uid, Duration.ofSeconds(60), SandboxMetricsMode.Full, writesPerSecond, Set.of());
        for (FleetNode node : nodes) {
            for (FleetSandbox sandbox : node.sandboxes) {
                began(node, sandbox);
                if (objects) {
                    store(ChangeLog.OBJECTS, StoredSandbox.of(config, node.name(), sandbox.report(), "1"));
                }
            }
            store("/nodes", kubernetesNode(node));
        }
    }

    private static KataMonitorSpec spec(int writesPerSecond) {
        return new KataMonitorSpec(null, null, new SandboxMetricsSpec(null, null, writesPerSecond), null);
    }

    private static HasMetadata kubernetesNode(FleetNode node) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(node.name())
                .withUid("uid-" + node.name())
                .addToLabels("katacontainers.io/kata-runtime", "true")
                .endMetadata()
                .withNewStatus()
                .withNewNodeInfo()
                .withContainerRuntimeVersion("containerd://2.1.4")
                .withKubeletVersion("v1.34.1")
                .endNodeInfo()
                .endStatus()
                .build();
    }

    private void store(String storage, HasMetadata object) {
        ObjectNode json = admin.getKubernetesSerialization().convertValue(object, ObjectNode.class);
        String namespace = object.getMetadata().getNamespace();
        ObjectKey key = new ObjectKey(
                namespace == null ? "" : namespace, object.getMetadata().getName());
        if (server.store().create(storage, key, json).isEmpty()) {
            throw new IllegalStateException(storage + " " + key + " is there already");
        }
    }

    @Override
    public void began(FleetNode node, FleetSandbox sandbox) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace(sandbox.namespace())
                .withName(sandbox.pod())
                .withUid(sandbox.podUid())
                .endMetadata()
                .withNewSpec()
                .withNodeName(node.name())
                .addToOverhead("cpu", new Quantity(StoredSandbox.OVERHEAD_CPU_MILLIS + "m"))
                .addToOverhead("memory", new Quantity((StoredSandbox.OVERHEAD_MEMORY_BYTES >> 20) + "Mi"))
                .endSpec()
                .build();
        store("/pods", pod);
    }

    /** Every other Pod stays, as those of Jobs do; with the others the garbage collector takes the objects. */
    @Override
    public void ended(FleetSandbox sandbox) {
        if (sandbox.number % 2 == 0) {
            server.store()
                    .get("/pods", new ObjectKey(sandbox.namespace(), sandbox.pod()))
                    .ifPresent(pod -> {
                        var unused = server.store().remove(pod, pod.object());
                    });
        }
    }

    private Resource<KataMonitor> monitor() {
        return admin.resources(KataMonitor.class).inNamespace(NAMESPACE).withName(MONITOR);
    }

    @Nullable
    KataMonitorStatus status() {
        return monitor().get().getStatus();
    }

    void allow(int writesPerSecond) {
        monitor().edit(monitor -> {
            monitor.setSpec(spec(writesPerSecond));
            return monitor;
        });
    }

    int objects() {
        return server.store().count(ChangeLog.OBJECTS);
    }

    /** What was asked of the API server since the last call. */
    List<AuditEntry> requests() {
        return server.audit().drain();
    }

    void writeKubeconfig(Path file) throws IOException {
        Files.writeString(file, server.kubeconfig());
    }

    String namespace() {
        return NAMESPACE;
    }

    @Override
    public void close() throws IOException {
        admin.close();
        server.close();
    }
}
