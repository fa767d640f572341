package io.katacontainers.monitor.sim.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.KataMonitorStatus;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.api.v1alpha1.OverheadStatus;
import io.katacontainers.monitor.api.v1alpha1.PodReference;
import io.katacontainers.monitor.api.v1alpha1.SandboxPhase;
import io.katacontainers.monitor.operator.monitor.CollectorLabels;
import io.katacontainers.monitor.sim.apiserver.AuditEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, from a KataMonitor to the objects of sandboxes, with the programs that are shipped. */
class DemoIT {
    private static final Path PROGRAM = Path.of("target/kata-monitor/bin/kata-monitor");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final List<String> narrated = new ArrayList<>();

    @Test
    void sandboxesBecomeObjectsAndGo() throws Exception {
        Set<Path> before = temporaryDirectories();
        List<ProcessHandle> processes;
        try (DemoCluster cluster = DemoCluster.start(PROGRAM, directory)) {
            Workload workload = new Workload(cluster.client(), cluster.nodes(), narrated::add);
            workload.start();
            cluster.applySample();

            awaitReady(cluster.client());
            await().atMost(PATIENCE).untilAsserted(() -> describesAllPods(cluster.client()));
            assertThat(cluster.client()
                            .genericKubernetesResources("monitoring.coreos.com/v1", "PodMonitor")
                            .inAnyNamespace()
                            .list()
                            .getItems())
                    .hasSize(1);

            workload.step();
            cluster.client().pods().inNamespace("shop").withName("cart-0").delete();
            await().atMost(PATIENCE).untilAsserted(() -> describesAllPods(cluster.client()));

            await().atMost(PATIENCE).untilAsserted(() -> describesWhatIsInside(cluster.client()));

            deleteMonitor(cluster.client());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(objects(cluster.client())).isEmpty());

            assertThat(cluster.tally().refusals()).isEmpty();
            assertThat(cluster.nodes()).noneMatch(DemoNode::lostShim);
            assertThat(writersOfObjects(cluster))
                    .containsExactly("system:serviceaccount:kata-monitor-system:kata-monitor-operator");
            processes = ProcessHandle.current().descendants().toList();
            assertThat(processes).isNotEmpty();
        }
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(temporaryDirectories()).isEqualTo(before);
        assertThat(narrated).hasSize(1);
    }

    private static void awaitReady(KubernetesClient client) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            KataMonitorStatus status = client.resources(KataMonitor.class)
                    .inNamespace("kata-monitor-system")
                    .withName("kata")
                    .get()
                    .getStatus();
            assertThat(status).isNotNull();
            assertThat(status.conditions()).anySatisfy(condition -> {
                assertThat(condition.type()).isEqualTo("Ready");
                assertThat(condition.status()).hasToString("True");
            });
        });
    }

    /** One object for each Kata pod, in its namespace, owned by it, and none besides. */
    private static void describesAllPods(KubernetesClient client) {
        Map<String, String> podUids = client.pods().inAnyNamespace().list().getItems().stream()
                .filter(pod -> pod.getSpec().getRuntimeClassName() != null)
                .collect(Collectors.toMap(DemoIT::name, pod -> pod.getMetadata().getUid()));
        List<KataSandboxMetrics> objects = objects(client);
        assertThat(objects)
                .allSatisfy(object -> assertThat(object.getStatus().phase()).isEqualTo(SandboxPhase.Running));
        assertThat(objects.stream()
                        .collect(Collectors.toMap(
                                object -> object.getMetadata().getNamespace() + "/"
                                        + pod(object).name(),
                                object -> object.getMetadata()
                                        .getOwnerReferences()
                                        .get(0)
                                        .getUid())))
                .isEqualTo(podUids);
    }

    /** Also of a sandbox whose shim must not be asked. */
    private static void describesWhatIsInside(KubernetesClient client) {
        assertThat(objects(client).stream().filter(object -> pod(object).name().equals("payments-0")))
                .singleElement()
                .satisfies(object -> {
                    OverheadStatus overhead = object.getStatus().overhead();
                    assertThat(overhead).isNotNull();
                    assertThat(overhead.measured()).isNotNull();
                    assertThat(overhead.declared()).isNotNull();
                    assertThat(object.getStatus().containers()).singleElement().satisfies(container -> {
                        assertThat(container.name()).isEqualTo("payments");
                        assertThat(container.memory()).isNotNull();
                        assertThat(container.memoryLimit()).isEqualTo(new Quantity("256Mi"));
                        assertThat(container.oomKills()).isZero();
                    });
                });
    }

    private static PodReference pod(KataSandboxMetrics object) {
        return Objects.requireNonNull(object.getSpec().podRef());
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    private static List<KataSandboxMetrics> objects(KubernetesClient client) {
        return client.resources(KataSandboxMetrics.class)
                .inAnyNamespace()
                .list()
                .getItems();
    }

    private static void deleteMonitor(KubernetesClient client) {
        client.resources(KataMonitor.class)
                .inNamespace("kata-monitor-system")
                .withName("kata")
                .delete();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(client.pods()
                        .inNamespace("kata-monitor-system")
                        .withLabel(CollectorLabels.COMPONENT, CollectorLabels.COLLECTOR)
                        .list()
                        .getItems())
                .isEmpty());
    }

    private static Set<String> writersOfObjects(DemoCluster cluster) {
        return cluster.api().audit().writes("katasandboxmetrics").stream()
                .map(AuditEntry::call)
                .map(call -> call.user())
                .collect(Collectors.toSet());
    }

    private static Set<Path> temporaryDirectories() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/tmp"))) {
            return entries.filter(path -> path.getFileName().toString().startsWith("kmd-"))
                    .collect(Collectors.toSet());
        }
    }
}
