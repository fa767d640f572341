package io.katacontainers.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.katacontainers.monitor.sim.apiserver.ApiServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kata-monitor operator} as a process: what it says, and how it ends. */
class OperatorLauncherIT {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the extension
    private Path directory;

    private @Nullable Process process;

    @AfterEach
    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private Process start(String kubeconfig, String... arguments) throws IOException {
        Path file = directory.resolve("kubeconfig");
        Files.writeString(file, kubeconfig);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.katacontainers.monitor.Main",
                "operator",
                "--health-address=127.0.0.1:0",
                "--metrics-address=127.0.0.1:0",
                "--leader-elect"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("POD_") || name.startsWith("KUBE"));
        builder.environment().putAll(Map.of("KUBECONFIG", file.toString(), "POD_NAME", "operator-0"));
        process = builder.start();
        return process;
    }

    private Path log() {
        return directory.resolve("log");
    }

    private static String kubeconfig(int port) {
        return """
                apiVersion: v1
                kind: Config
                current-context: c
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                users: [{name: u, user: {token: t}}]
                """.formatted(port);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private List<String> failure(Process failing, int code) throws Exception {
        assertThat(failing.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(log());
        assertThat(failing.exitValue()).as("%s", lines).isEqualTo(code);
        return lines;
    }

    @Test
    @DisplayName("an API server that does not answer: one clear line, exit code 1")
    void unreachable() throws Exception {
        List<String> lines = failure(start(kubeconfig(closedPort()), "--namespace=system", "--startup-timeout=0"), 1);
        assertThat(lines).hasSize(1).first().asString().contains("kata-monitor:", "does not answer");
    }

    @Test
    @DisplayName("no namespace, or a flag that is wrong: one clear line, exit code 2")
    void flags() throws Exception {
        assertThat(failure(start(kubeconfig(1)), 2)).singleElement().asString().contains("--namespace is missing");
        assertThat(failure(start(kubeconfig(1), "--namespace=a", "--health-address=nonsense"), 2))
                .singleElement()
                .asString()
                .contains("--health-address");
    }

    @Test
    @DisplayName("a cluster without the definitions: one clear line, exit code 1")
    void noDefinitions() throws Exception {
        try (ApiServer server = ApiServer.start()) {
            assertThat(failure(start(server.kubeconfig(), "--namespace=system", "--startup-timeout=0"), 1))
                    .singleElement()
                    .asString()
                    .contains("apply the definitions in crds/");
        }
    }

    @Test
    @DisplayName("serves without noise, and gives up its lease when asked to end")
    void serves() throws Exception {
        try (ApiServer server = ApiServer.start();
                KubernetesClient client = new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                        .build()) {
            server.loadDefinitions(Path.of("crds"));
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName("system")
                            .endMetadata()
                            .build())
                    .create();
            Process running = start(server.kubeconfig(), "--namespace=system");
            await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                    .until(() -> Files.readString(log()).contains("operator-0 is the leader"));

            running.destroy();

            assertThat(running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readAllLines(log())).allSatisfy(line -> assertThat(line)
                    .doesNotContain("level=warning", "level=error", "unstable version"));
            assertThat(client.leases()
                            .inNamespace("system")
                            .withName("kata-monitor-operator")
                            .get()
                            .getSpec()
                            .getHolderIdentity())
                    .isEmpty();
        }
    }
}
