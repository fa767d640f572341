package io.katacontainers.monitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.e2e.OneNodeCluster.RunningPod;
import io.katacontainers.monitor.sim.containerd.PrivateContainerd;
import io.katacontainers.monitor.sim.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All that an administrator types, from installing to removing. */
@Tag("e2e")
class KubectlE2E {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path INVALID = Path.of("src/test/resources/crd-validation");
    private static final String EXPECTED = "# Expected: ";
    private static final String SAMPLE = "config/samples/monitoring_v1alpha1_katamonitor.yaml";
    private static final String FULL_SAMPLE = "config/samples/monitoring_v1alpha1_katamonitor_full.yaml";

    @SuppressWarnings("NullAway.Init")
    private OneNodeCluster cluster;

    @SuppressWarnings("NullAway.Init")
    private Kubectl kubectl;

    @BeforeEach
    void start() throws IOException {
        cluster = OneNodeCluster.start();
        kubectl = cluster.kubectl();
    }

    @AfterEach
    void stop() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void installsShowsAndRemoves() throws Exception {
        assumeTrue(
                kubectl.minorVersion() >= OneNodeCluster.MODERN_KUBECTL,
                "make deploy needs kubectl 1." + OneNodeCluster.MODERN_KUBECTL + " or newer");
        assertThat(kubectl.make("install")).contains("katamonitors.monitoring.katacontainers.io", "katasandboxmetrics");
        assertThat(kubectl.make("deploy", "IMG=registry.example/kata-monitor:1"))
                .contains("namespace/kata-monitor-system", "deployment.apps/kata-monitor-operator");
        assertThat(kubectl.run(
                        "get",
                        "deployment",
                        "kata-monitor-operator",
                        "-n",
                        OneNodeCluster.NAMESPACE,
                        "-o",
                        "jsonpath={.spec.template.spec.containers[0]}"))
                .contains("\"image\":\"registry.example/kata-monitor:1\"")
                .contains("\"name\":\"RELATED_IMAGE_KATA_MONITOR\",\"value\":\"registry.example/kata-monitor:1\"");
        cluster.startOperator();
        assertThat(kubectl.run("apply", "-f", SAMPLE))
                .contains("katamonitor.monitoring.katacontainers.io/kata created");
        assertThat(kubectl.run("apply", "-f", FULL_SAMPLE)).contains("secure-pool created");
        cluster.awaitReady("kata");
        assertThat(kubectl.run("apply", "-f", SAMPLE)).contains("unchanged");

        watchesASandboxAppear();
        showsTheMonitor();
        explains();

        assertThat(kubectl.make("undeploy")).contains("deleted");
        kubectl.make("uninstall");
        assertNothingIsLeft();
    }

    private void watchesASandboxAppear() throws Exception {
        Path log = cluster.workspace().directory("logs").resolve("watch.log");
        try (ChildProcess watch = kubectl.start(log, "get", "katasandboxmetrics", "-A", "-w")) {
            RunningPod pod = cluster.runPod("shop", "cart-0", "kata");
            cluster.shims().start(pod.sandbox(), Flavor.GO, "qemu");
            String object = "cart-0-" + pod.sandbox().substring(0, 12);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(watch.output())
                    .containsPattern("shop +" + object + " +Running +True "));
            assertThat(kubectl.run("get", "katasandboxmetrics", "-n", "shop"))
                    .containsPattern("NAME +PHASE +AGENT +CPU +MEMORY +VM-MEMORY +VM-USED +OVERHEAD +NODE +AGE")
                    .containsPattern(object + " +Running +True .* node-1 +\\d+s");
            assertThat(kubectl.run("get", "katasandboxmetrics", "-n", "shop", "-o", "wide"))
                    .containsPattern("CONTAINERS +VCPUS +METRICS +HYPERVISOR +HANDLER +SANDBOX +AGENT-URL")
                    .contains(pod.sandbox());
            assertThat(kubectl.run("describe", "katasandboxmetrics", object, "-n", "shop"))
                    .contains("Agent URL:", PrivateContainerd.IMAGE, pod.uid());
            assertThat(kubectl.run(
                            "get",
                            "katasandboxmetrics",
                            "-A",
                            "-o",
                            "name",
                            "--field-selector",
                            "spec.node=" + OneNodeCluster.NODE))
                    .contains(object);
        }
    }

    private void showsTheMonitor() throws IOException {
        String namespace = OneNodeCluster.NAMESPACE;
        await().atMost(LIMIT).untilAsserted(() -> assertThat(kubectl.run("get", "katamonitors", "-n", namespace))
                .containsPattern("NAME +READY +REASON +COLLECTORS +DESIRED +SANDBOXES +UNREACHABLE +AGE")
                .containsPattern("kata +True +CollectorsReady +1 +1 +1 +0 +\\d+")
                .containsPattern("secure-pool +False +NoNodesSelected"));
        assertThat(kubectl.run("describe", "katamonitor", "kata", "-n", namespace))
                .contains("Conditions:", "CollectorsReady", "every selected node runs a ready collector");
        assertThat(kubectl.run("get", "kata", "-n", namespace))
                .contains("katamonitor.monitoring.katacontainers.io/kata");
    }

    private void explains() throws IOException {
        assertThat(kubectl.run("explain", "katamonitor.spec")).contains("collector", "scraping", "sandboxMetrics");
        assertThat(kubectl.run("explain", "katasandboxmetrics.status.containers"))
                .contains("image", "state");
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(kubectl.run("get", "crds", "-o", "name")).doesNotContain("katacontainers");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(kubectl.run("get", "namespaces", "-o", "name"))
                .doesNotContain(OneNodeCluster.NAMESPACE));
        for (String kind : List.of("clusterroles", "clusterrolebindings")) {
            assertThat(kubectl.run("get", kind, "-o", "name")).doesNotContain("kata");
        }
        for (String kind : List.of("daemonsets", "deployments", "serviceaccounts", "networkpolicies", "leases")) {
            assertThat(kubectl.run("get", kind, "-A", "-o", "name")).doesNotContain("kata");
        }
    }

    @Test
    void refusesWhatIsInvalid() throws Exception {
        kubectl.make("install");
        kubectl.run("create", "namespace", OneNodeCluster.NAMESPACE);
        kubectl.run("create", "namespace", "shop");
        SoftAssertions all = new SoftAssertions();
        for (Path file : invalidFiles()) {
            String text = Files.readString(file);
            List<String> documents = new ArrayList<>(List.of(text.split("(?m)^---$")));
            if (documents.size() == 2) {
                kubectl.apply(documents.get(0));
            }
            Path last = Files.writeString(
                    cluster.workspace().directory("invalid").resolve(String.valueOf(file.getFileName())),
                    documents.get(documents.size() - 1));
            Kubectl.Result result = kubectl.attempt("apply", "-f", last.toString());
            all.assertThat(result.code()).as(file.toString()).isNotZero();
            text.lines().filter(line -> line.startsWith(EXPECTED)).forEach(line -> all.assertThat(result.output())
                    .as(file.toString())
                    .contains(line.substring(line.lastIndexOf(": ") + 2)));
        }
        all.assertAll();
        assertThat(kubectl.run("get", "katamonitors", "-A", "-o", "name")).isBlank();
    }

    private static List<Path> invalidFiles() throws IOException {
        try (Stream<Path> files = Files.walk(INVALID)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("invalid-"))
                    .sorted()
                    .toList();
        }
    }
}
