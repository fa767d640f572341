package io.katacontainers.monitor.sim.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.sim.apiserver.ApiServer;
import io.katacontainers.monitor.sim.apiserver.ApiServerOptions;
import io.katacontainers.monitor.sim.node.CollectorPods;
import io.katacontainers.monitor.sim.node.LoopbackSubnet;
import io.katacontainers.monitor.sim.node.ShortTempDirectory;
import io.katacontainers.monitor.sim.node.SimulatedNode;
import io.katacontainers.monitor.sim.schema.CrdSchemaFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A simulated API server and simulated nodes, and in it the real operator and real collectors, installed as config/default says. */
final class DemoCluster implements AutoCloseable {
    private static final int NODES = 3;
    private static final Path CONFIG = Path.of("config/default");
    private static final String SHORTEST_INTERVAL = "{\"spec\": {\"sandboxMetrics\": {\"interval\": \"10s\"}}}";
    private static final Path SAMPLE = Path.of("config/samples");

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<DemoNode> nodes = new ArrayList<>();
    private final Path directory;
    private final CollectorPods collectors;
    private final ApiServer api;
    private final KubernetesClient client;
    private final OperatorReplica operator;
    private final Tally tally;

    private DemoCluster(Path program, Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        try {
            LoopbackSubnet addresses = started(LoopbackSubnet.claim());
            Map<String, SimulatedNode> simulated = simulatedNodes(started(ShortTempDirectory.create()));
            collectors = new CollectorPods(program, addresses, simulated, directory);
            api = started(ApiServer.start(ApiServerOptions.defaults()
                    .withRbac(true)
                    .withSchemas(new CrdSchemaFactory())
                    .withPodRunner(collectors)));
            started(collectors);
            Files.writeString(kubeconfig(), api.kubeconfig());
            client = started(new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(api.kubeconfig()))
                    .build());
            Deployment deployment = install();
            tally = new Tally(api, OperatorReplica.user(deployment));
            for (Map.Entry<String, SimulatedNode> node : simulated.entrySet()) {
                nodes.add(started(new DemoNode(node.getKey(), node.getValue(), client)));
            }
            nodes.forEach(DemoNode::start);
            operator = started(startOperator(program, deployment, addresses.operator()));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts all; the operator may take a moment longer.
     *
     * @param program {@code bin/kata-monitor}
     * @param directory gets kubeconfig and logs
     */
    static DemoCluster start(Path program, Path directory) throws IOException {
        return new DemoCluster(program, directory);
    }

    /** Paths below their {@code /run} are short, as sockets may have paths of 107 bytes at most. */
    private static Map<String, SimulatedNode> simulatedNodes(ShortTempDirectory base) throws IOException {
        Map<String, SimulatedNode> nodes = new TreeMap<>();
        for (int i = 1; i <= NODES; i++) {
            Path run = Files.createDirectory(base.path().resolve(Integer.toString(i)));
            Path proc = base.path().resolve("proc" + i);
            nodes.put("node-" + i, new SimulatedNode(Map.of(Path.of("/run"), run, Path.of("/proc"), proc)));
        }
        return nodes;
    }

    /** Everything but the operator's pods, of which this API server runs none. */
    private Deployment install() throws IOException {
        try (InputStream podMonitors =
                Objects.requireNonNull(DemoCluster.class.getResourceAsStream("podmonitors-crd.yaml"))) {
            client.load(podMonitors).create();
        }
        Deployment deployment = null;
        for (HasMetadata object : new Kustomization(client).objects(CONFIG)) {
            if (object instanceof Deployment operators) {
                deployment = operators;
            } else {
                client.resource(object).create();
            }
        }
        return Objects.requireNonNull(deployment, "config/default has no Deployment");
    }

    private OperatorReplica startOperator(Path program, Deployment deployment, String ip) throws IOException {
        Path kubeconfig = directory.resolve("operator.kubeconfig");
        Files.writeString(kubeconfig, api.kubeconfig(api.token(OperatorReplica.user(deployment))));
        return OperatorReplica.start(program, deployment, ip, kubeconfig, directory.resolve("operator.log"));
    }

    private <T extends AutoCloseable> T started(T part) {
        started.push(part);
        return part;
    }

    /**
     * Applies config/samples as {@code kubectl apply} does, so that it may be applied by hand again; but has objects written more often than
     * a cluster should, since nobody watches a demo for minutes.
     */
    void applySample() throws IOException {
        for (HasMetadata sample : new Kustomization(client).objects(SAMPLE)) {
            String applied = client.getKubernetesSerialization().asJson(sample);
            sample.getMetadata().setAnnotations(Map.of("kubectl.kubernetes.io/last-applied-configuration", applied));
            client.resource(sample).create();
        }
        client.resources(KataMonitor.class)
                .inNamespace("kata-monitor-system")
                .withName("kata")
                .patch(PatchContext.of(PatchType.JSON_MERGE), SHORTEST_INTERVAL);
    }

    /** The administrator's. */
    Path kubeconfig() {
        return directory.resolve("kubeconfig");
    }

    ApiServer api() {
        return api;
    }

    /** The administrator's. */
    KubernetesClient client() {
        return client;
    }

    List<DemoNode> nodes() {
        return nodes;
    }

    CollectorPods collectors() {
        return collectors;
    }

    OperatorReplica operator() {
        return operator;
    }

    Tally tally() {
        return tally;
    }

    /** Ends all parts, the last started first, even where one does not end as it should. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IOException("the demo did not end cleanly", e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
