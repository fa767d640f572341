package io.katacontainers.monitor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.katacontainers.monitor.api.v1alpha1.Condition;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.KataMonitorSpec;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.operator.sandbox.SandboxFixture;
import io.katacontainers.monitor.report.PodReport;
import io.katacontainers.monitor.sim.apiserver.ApiServer;
import io.katacontainers.monitor.sim.apiserver.ApiServerOptions;
import io.katacontainers.monitor.sim.apiserver.AuditEntry;
import io.katacontainers.monitor.sim.schema.CrdSchemaFactory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A simulated cluster as an administrator leaves it for the operator: the definitions of {@code crds/}, the roles of {@code
 * config/rbac/} and nothing more. Everything the operator may not do is refused.
 */
final class OperatorCluster implements AutoCloseable {
    static final String NAMESPACE = "kata-monitor-system";
    private static final String ACCOUNT = "system:serviceaccount:" + NAMESPACE + ":kata-monitor-operator";

    final ApiServer server;
    final KubernetesClient admin;
    final SimulatedCollectors collectors = new SimulatedCollectors();
    private final Deque<RunningOperator> operators = new ArrayDeque<>();

    OperatorCluster(String... nodes) throws IOException {
        server = ApiServer.start(ApiServerOptions.defaults()
                .withRbac(true)
                .withSchemas(new CrdSchemaFactory())
                .withPodRunner(collectors));
        server.loadDefinitions(Path.of("crds"));
        admin = OperatorClient.open(RunningOperator.options("admin"), Config.fromKubeconfig(server.kubeconfig()));
        install(Path.of("config/default/namespace.yaml"));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("config/rbac"), "*.yaml")) {
            for (Path file : files) {
                if (!file.endsWith("kustomization.yaml")) {
                    install(file);
                }
            }
        }
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("shop")
                        .endMetadata()
                        .build())
                .create();
        for (String node : nodes) {
            node(node);
        }
    }

    private void install(Path file) throws IOException {
        for (HasMetadata object : admin.load(Files.newInputStream(file)).items()) {
            admin.resource(object).create();
        }
    }

    /** Adds a node that can run Kata pods. */
    void node(String name) {
        admin.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("katacontainers.io/kata-runtime", "true")
                        .endMetadata()
                        .withNewStatus()
                        .withNewNodeInfo()
                        .withContainerRuntimeVersion("containerd://2.1.4")
                        .withKubeletVersion("v1.34.1")
                        .endNodeInfo()
                        .endStatus()
                        .build())
                .create();
    }

    /** Gives a node a label that it has not had: a reason to reconcile that changes nothing. */
    void changeLabel(String node) {
        admin.nodes().withName(node).edit(n -> {
            n.getMetadata().getLabels().put("changed", UUID.randomUUID().toString());
            return n;
        });
    }

    /** Starts a replica with the rights of the operator's account. */
    RunningOperator start(String identity) throws Exception {
        RunningOperator operator =
                new RunningOperator(Config.fromKubeconfig(server.kubeconfig(server.token(ACCOUNT))), identity);
        operators.push(operator);
        operator.start();
        return operator;
    }

    /** As {@code kubectl apply --server-side} does. */
    void apply(String name, KataMonitorSpec spec) {
        KataMonitor monitor = new KataMonitor();
        monitor.getMetadata().setNamespace(NAMESPACE);
        monitor.getMetadata().setName(name);
        monitor.setSpec(spec);
        admin.resource(monitor).fieldManager("user").forceConflicts().serverSideApply();
    }

    Resource<KataMonitor> monitor(String name) {
        return admin.resources(KataMonitor.class).inNamespace(NAMESPACE).withName(name);
    }

    /** {@code Ready=True (CollectorsReady)}; empty without such a condition. */
    String condition(String monitor, String type) {
        return Optional.ofNullable(monitor(monitor).get())
                .map(KataMonitor::getStatus)
                .flatMap(status -> Objects.requireNonNullElse(status.conditions(), List.<Condition>of()).stream()
                        .filter(c -> c.type().equals(type))
                        .findFirst())
                .map(c -> c.type() + "=" + c.status() + " (" + c.reason() + ")")
                .orElse("");
    }

    /** Creates a pod on a node and makes the sandbox that its node would report. */
    SandboxFixture sandbox(String id, String pod, String node) {
        return sandbox(id, pod, node, Map.of());
    }

    /** The same for a Pod that declares this overhead. */
    SandboxFixture sandbox(String id, String pod, String node, Map<String, Quantity> overhead) {
        return running(
                id, pod, createPod(pod, node, Map.of(), overhead).getMetadata().getUid());
    }

    /** The same for a static pod, which its node knows by another UID. */
    SandboxFixture staticPod(String id, String pod, String node, String configHash) {
        createPod(pod, node, Map.of("kubernetes.io/config.hash", configHash), Map.of());
        return running(id, pod, configHash);
    }

    private static SandboxFixture running(String id, String pod, String uid) {
        return SandboxFixture.running(id, pod).in(new PodReport(uid, pod, "shop"));
    }

    private Pod createPod(String name, String node, Map<String, String> annotations, Map<String, Quantity> overhead) {
        return admin.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName(name)
                        .withAnnotations(annotations)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(node)
                        .withOverhead(overhead)
                        .addNewContainer()
                        .withName("web")
                        .withImage("nginx:1")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    List<KataSandboxMetrics> objects() {
        return admin.resources(KataSandboxMetrics.class).inAnyNamespace().list().getItems();
    }

    /** What the operator wrote, Leases aside. */
    List<AuditEntry> operatorWrites() {
        return server.audit()
                .entries(e -> e.call().isWrite()
                        && e.call().user().equals(ACCOUNT)
                        && !e.call().resource().equals("leases"));
    }

    /** What the operator asked. */
    List<AuditEntry> operatorCalls() {
        return server.audit().entries(e -> e.call().user().equals(ACCOUNT));
    }

    /** resourceVersions of all that the operator writes, by kind and name. */
    Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        List<HasMetadata> all = new ArrayList<>(objects());
        all.addAll(
                admin.resources(KataMonitor.class).inNamespace(NAMESPACE).list().getItems());
        all.addAll(admin.apps().daemonSets().inNamespace(NAMESPACE).list().getItems());
        all.addAll(admin.network()
                .v1()
                .networkPolicies()
                .inNamespace(NAMESPACE)
                .list()
                .getItems());
        all.addAll(admin.v1().events().inNamespace(NAMESPACE).list().getItems());
        all.forEach(o -> versions.put(
                o.getKind() + "/" + o.getMetadata().getName(), o.getMetadata().getResourceVersion()));
        return versions;
    }

    /** Of whatever a test does: nothing is forbidden, and no write leaves all as it was. */
    void assertWellBehaved() {
        assertThat(server.audit().denied()).as("refused by RBAC").isEmpty();
        assertThat(server.audit().noOpWrites())
                .as("writes that change nothing")
                .filteredOn(e -> e.call().user().equals(ACCOUNT)
                        && !Set.of("leases").contains(e.call().resource()))
                .isEmpty();
    }

    @Override
    public void close() throws IOException {
        while (!operators.isEmpty()) {
            operators.pop().close();
        }
        admin.close();
        server.close();
    }
}
