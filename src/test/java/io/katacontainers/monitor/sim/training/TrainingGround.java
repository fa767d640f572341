package io.katacontainers.monitor.sim.training;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.sim.apiserver.ApiServer;
import io.katacontainers.monitor.sim.apiserver.ApiServerOptions;
import io.katacontainers.monitor.sim.apiserver.controller.RunningPod;
import io.katacontainers.monitor.sim.cri.CriSimulator;
import io.katacontainers.monitor.sim.cri.GuestForm;
import io.katacontainers.monitor.sim.cri.SimulatedContainer;
import io.katacontainers.monitor.sim.cri.SimulatedGuests;
import io.katacontainers.monitor.sim.cri.SimulatedPod;
import io.katacontainers.monitor.sim.node.LoopbackSubnet;
import io.katacontainers.monitor.sim.node.ShortTempDirectory;
import io.katacontainers.monitor.sim.sandbox.SandboxDirectories;
import io.katacontainers.monitor.sim.shim.ShimSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/** A cluster of one node, in which the collector and the operator that are recorded do all they are for, with each other. */
final class TrainingGround implements AutoCloseable {
    private static final String SYSTEM = "kata-monitor-system";
    private static final String NODE = "node-1";
    private static final String CONTAINER = "app";
    private static final int SANDBOXES = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path DEFINITIONS = Path.of("crds");

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<SimulatedPod> pods = new ArrayList<>();
    private final LoopbackSubnet addresses;
    private final String address;
    private final ShimSimulator shims;
    private final CriSimulator runtime;
    private final KubernetesClient client;
    private final RecordedRole collector;
    private final RecordedRole operator;

    private TrainingGround(Path tree, Path javaHome, Path recordings, Path logs) throws IOException {
        try {
            Path directory =
                    part(ShortTempDirectory.create(), ShortTempDirectory::close).path();
            addresses = part(LoopbackSubnet.claim(), LoopbackSubnet::close);
            address = addresses.next();
            shims = part(new ShimSimulator(directory), ShimSimulator::close);
            runtime = part(new CriSimulator(directory.resolve("cri.sock")), CriSimulator::close);
            ApiServer api = part(
                    ApiServer.start(ApiServerOptions.defaults().withPodRunner(pod -> new Ready(address))),
                    ApiServer::close);
            client = part(
                    new KubernetesClientBuilder()
                            .withConfig(Config.fromKubeconfig(api.kubeconfig()))
                            .build(),
                    KubernetesClient::close);
            install(api);
            populate();
            String log = javaHome.getFileName() + ".log";
            collector = part(
                    RecordedRole.start(
                            tree,
                            javaHome,
                            recordings,
                            logs.resolve("collector-" + log),
                            Map.of(),
                            Stream.of(
                                    // As the drop-in: it needs all that the collector of a cluster does, and a little
                                    // more.
                                    "--listen-address=" + address + ":8090",
                                    "--probe-address=" + address + ":8091",
                                    "--runtime-endpoint=" + runtime.socket(),
                                    "--sandbox-dir=go:" + shims.goRoot(),
                                    "--sandbox-dir=rust:" + shims.rustRoot(),
                                    "--sandbox-dir=" + directory.resolve("absent"))),
                    RecordedRole::close);
            Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), api.kubeconfig());
            operator = part(
                    RecordedRole.start(
                            tree,
                            javaHome,
                            recordings,
                            logs.resolve("operator-" + log),
                            Map.of(
                                    "KUBECONFIG",
                                    kubeconfig.toString(),
                                    "POD_NAME",
                                    "operator-0",
                                    "RELATED_IMAGE_KATA_MONITOR",
                                    "localhost/kata-monitor"),
                            Stream.of(
                                    "operator",
                                    "--leader-elect",
                                    "--namespace=" + SYSTEM,
                                    "--health-address=" + addresses.operator() + ":8081",
                                    "--metrics-address=" + addresses.operator() + ":8080")),
                    RecordedRole::close);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts both roles.
     *
     * @param recordings directory that gets the caches
     * @param logs directory that gets what the roles write
     */
    static TrainingGround prepare(Path tree, Path javaHome, Path recordings, Path logs) throws IOException {
        return new TrainingGround(tree, javaHome, recordings, logs);
    }

    @FunctionalInterface
    private interface End<T> {
        void end(T part) throws IOException;
    }

    private <T> T part(T part, End<T> end) {
        parts.push(() -> end.end(part));
        return part;
    }

    private void install(ApiServer api) throws IOException {
        api.loadDefinitions(DEFINITIONS);
        try (InputStream podMonitors = Objects.requireNonNull(
                TrainingGround.class.getResourceAsStream("/io/katacontainers/monitor/sim/demo/podmonitors-crd.yaml"))) {
            client.load(podMonitors).create();
        }
        for (String namespace : List.of(SYSTEM, "shop")) {
            client.resource(new NamespaceBuilder()
                            .withMetadata(
                                    new ObjectMetaBuilder().withName(namespace).build())
                            .build())
                    .create();
        }
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(NODE)
                        .addToLabels("katacontainers.io/kata-runtime", "true")
                        .endMetadata()
                        .withNewStatus()
                        .withNewNodeInfo()
                        .withKubeletVersion("v1.34.1")
                        .withContainerRuntimeVersion("containerd://2.1.4")
                        .endNodeInfo()
                        .endStatus()
                        .build())
                .create();
    }

    private void populate() throws IOException {
        Random ids = new Random(1);
        for (int i = 0; i < SANDBOXES; i++) {
            Pod pod = client.resource(new PodBuilder()
                            .withNewMetadata()
                            .withNamespace("shop")
                            .withName("pod-" + i)
                            .endMetadata()
                            .withNewSpec()
                            .withNodeName(NODE)
                            .addNewContainer()
                            .withName(CONTAINER)
                            .withImage("example/app:1")
                            .endContainer()
                            .endSpec()
                            .build())
                    .create();
            String id = SandboxDirectories.randomId(ids);
            pods.add(new SimulatedPod(
                    id,
                    pod.getMetadata().getUid(),
                    pod.getMetadata().getName(),
                    "shop",
                    "kata",
                    true,
                    List.of(SimulatedContainer.running(SandboxDirectories.randomId(ids), CONTAINER, "example/app:1"))));
            start(i, id);
        }
        runtime.pods(pods)
                .version("2.1.4")
                .guests(new SimulatedGuests()
                        .form(sandbox -> sandbox.hashCode() % 2 == 0 ? GuestForm.GO_CGROUP_V2 : GuestForm.RUNTIME_RS))
                .start();
    }

    private void start(int number, String id) throws IOException {
        switch (number % 4) {
            case 0 -> shims.start(id, Flavor.RUNTIME_RS, "dragonball");
            case 1 -> shims.start(id, Flavor.RUNTIME_RS, "qemu");
            default -> shims.start(id, Flavor.GO, "qemu");
        }
    }

    /** Has both do their work, ends them and waits for their caches. */
    void exercise() throws IOException, InterruptedException {
        CollectorExercise exercise = new CollectorExercise("http://" + address + ":8090");
        exercise.awaitStart();
        KataMonitor monitor = new KataMonitor();
        monitor.setMetadata(
                new ObjectMetaBuilder().withName("kata").withNamespace(SYSTEM).build());
        client.resource(monitor).create();
        exercise.scrape(CONTAINER);
        exercise.look(pods.get(0).id());
        await().atMost(PATIENCE)
                .until(() -> client.resources(KataSandboxMetrics.class)
                                .inNamespace("shop")
                                .list()
                                .getItems()
                                .size()
                        == SANDBOXES);
        shims.stop(pods.get(0).id());
        exercise.scrape(CONTAINER);
        operator.terminate();
        operator.awaitRecording();
        collector.terminate();
        collector.awaitRecording();
    }

    /** Ends all parts, the last one first. */
    @Override
    public void close() throws IOException {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IOException("the training does not end cleanly", e);
            }
        }
    }

    /** The pod of the collector, which runs already. */
    private record Ready(String podIp) implements RunningPod {
        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public void close() {
            // It ends with the training.
        }
    }
}
