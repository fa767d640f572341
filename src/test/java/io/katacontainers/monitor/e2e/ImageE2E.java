package io.katacontainers.monitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.sim.apiserver.ApiServer;
import io.katacontainers.monitor.sim.containerd.PodRunner;
import io.katacontainers.monitor.sim.containerd.PrivateContainerd;
import io.katacontainers.monitor.sim.shim.ShimSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The archive that {@code make image} writes, in a real containerd, as a kubelet would run it. */
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageE2E {
    private static final Path ARCHIVE = Path.of("target/kata-monitor-image.tar");
    private static final Path CACHES = Path.of("target/image/rootfs/opt/kata-monitor/cache");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CLASS_LOADING = "-Xlog:class+load:stdout";
    private static final Pattern USER = Pattern.compile("(?m)^Uid:\\s+(\\d+)");

    @SuppressWarnings("NullAway.Init")
    private Workspace workspace;

    @SuppressWarnings("NullAway.Init")
    private PrivateContainerd containerd;

    @SuppressWarnings("NullAway.Init")
    private PodRunner pods;

    @SuppressWarnings("NullAway.Init")
    private String image;

    @BeforeAll
    void start() throws IOException {
        workspace = Workspace.create();
        containerd = PrivateContainerd.start(workspace.directory("c"));
        pods = new PodRunner(containerd.socket());
        Matcher imported =
                Pattern.compile("unpacking (\\S+) \\(").matcher(containerd.ctr("images", "import", ARCHIVE.toString()));
        assertThat(imported.find()).isTrue();
        image = imported.group(1);
    }

    @AfterAll
    void stop() throws IOException {
        if (pods != null) {
            pods.close();
        }
        if (containerd != null) {
            containerd.close();
        }
        workspace.close();
    }

    @Test
    void bothRolesTellAboutThemselves() throws Exception {
        ImageContainer version = container("version", "version").run(pods);
        ImageContainer collector =
                container("collector-help", "collector", "--help").run(pods);
        ImageContainer operator =
                container("operator-help", "operator", "--help").run(pods);
        eventually(() -> assertThat(version.log()).contains("Version:"));
        eventually(() -> assertThat(collector.log()).contains("--runtime-endpoint"));
        eventually(() -> assertThat(operator.log()).contains("--leader-elect"));
    }

    /** With no more than its pod has: user 0 without capabilities, and the node's directories to look at. */
    @Test
    void theCollectorServesWhatItFinds() throws Exception {
        try (ShimSimulator shims = new ShimSimulator(workspace.directory())) {
            String sandbox = pods.runPod("shop", "cart-0", "kata");
            var unused = pods.runContainer(sandbox, "cart");
            var ignored = shims.start(sandbox, Flavor.GO, "qemu");
            int port = FreePort.find();
            ImageContainer collector = container(
                            "collector",
                            "collector",
                            "--listen-address=127.0.0.1:" + port,
                            "--runtime-endpoint=/run/containerd/containerd.sock",
                            "--sandbox-dir=/run/vc/sbs",
                            "--host-proc=/host/proc",
                            "--host-cgroup=/host/sys/fs/cgroup")
                    .user(0)
                    .environment("JAVA_TOOL_OPTIONS", CLASS_LOADING)
                    .readOnly(workspace.directory("c"), "/run/containerd")
                    .readOnly(shims.goRoot(), "/run/vc/sbs")
                    .readOnly(Path.of("/proc"), "/host/proc")
                    .readOnly(Path.of("/sys/fs/cgroup"), "/host/sys/fs/cgroup")
                    .run(pods);
            String url = "http://127.0.0.1:" + port;
            eventually(() -> assertThat(Page.get(url + "/healthz").status()).isEqualTo(200));
            eventually(() -> assertThat(Page.get(url + "/metrics").lines("cri_name=\"cart-0\",cri_namespace=\"shop\""))
                    .isGreaterThanOrEqualTo(200));
            eventually(
                    () -> assertThat(Page.get(url + "/metrics/cadvisor").body()).contains("container=\"cart\""));
            assertThat(userOf("--listen-address=127.0.0.1:" + port)).isZero();
            assertFromTheCache(collector);
        }
    }

    @Test
    void theOperatorRunsAsNobodyInParticular() throws Exception {
        try (ApiServer api = ApiServer.start()) {
            api.loadDefinitions(Path.of("crds"));
            Path kubeconfig = workspace.directory("kube").resolve("config");
            Files.writeString(kubeconfig, api.kubeconfig());
            int port = FreePort.find();
            ImageContainer operator = container(
                            "operator",
                            "operator",
                            "--leader-elect",
                            "--namespace=default",
                            "--health-address=127.0.0.1:" + port,
                            "--metrics-address=127.0.0.1:" + FreePort.find())
                    .environment("JAVA_TOOL_OPTIONS", CLASS_LOADING)
                    .environment("KUBECONFIG", "/kube/config")
                    .environment("POD_NAME", "operator-0")
                    .readOnly(workspace.directory("kube"), "/kube")
                    .run(pods);
            eventually(() -> assertThat(
                            Page.get("http://127.0.0.1:" + port + "/readyz").status())
                    .isEqualTo(200));
            eventually(() -> assertThat(operator.log()).contains("operator-0 is the leader"));
            assertThat(userOf("--health-address=127.0.0.1:" + port)).isEqualTo(65532);
            assertFromTheCache(operator);
        }
    }

    private ImageContainer container(String name, String... arguments) throws IOException {
        return new ImageContainer(image, name, workspace, List.of(arguments));
    }

    /** The user that runs the JVM with this argument, as the host sees it. */
    private static long userOf(String argument) throws IOException {
        ProcessHandle found = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> List.of(arguments).contains(argument))
                        .isPresent())
                .findFirst()
                .orElseThrow();
        Matcher user = USER.matcher(Files.readString(Path.of("/proc", Long.toString(found.pid()), "status")));
        assertThat(user.find()).isTrue();
        return Long.parseLong(user.group(1));
    }

    /** Nearly all classes, those of the JDK included. */
    private static void assertFromTheCache(ImageContainer container) throws IOException {
        assumeTrue(Files.isDirectory(CACHES), "the JVM of the image is older than 25, so that it has no cache of ours");
        List<String> loaded = container
                .log()
                .lines()
                .filter(line -> line.contains(" source: "))
                .toList();
        assertThat(loaded.stream().filter(line -> line.contains("source: shared objects file")))
                .hasSizeGreaterThan(loaded.size() * 8 / 10);
        assertThat(loaded).filteredOn(line -> line.contains("source: jrt:")).hasSizeLessThan(200);
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(LIMIT)
                .ignoreExceptionsInstanceOf(IOException.class)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(assertion);
    }
}
