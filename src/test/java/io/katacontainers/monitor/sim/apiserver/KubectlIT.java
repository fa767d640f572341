package io.katacontainers.monitor.sim.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubectlIT {
    private static final Path KUBECTL = Path.of("/usr/bin/kubectl");
    private static final String WIDGET = """
            apiVersion: example.org/v1
            kind: Widget
            metadata: {name: one, namespace: default}
            spec: {color: %s, size: 3}
            """;

    @TempDir
    private Path directory;

    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Files.isExecutable(KUBECTL), "kubectl is not installed");
        server = ApiServer.start();
        Files.writeString(directory.resolve("kubeconfig"), server.kubeconfig());
        try (InputStream crd = Objects.requireNonNull(getClass().getResourceAsStream("widget-crd.yaml"))) {
            Files.write(directory.resolve("crd.yaml"), crd.readAllBytes());
        }
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private String kubectl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(KUBECTL.toString(), "--kubeconfig", "kubeconfig"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("HOME", directory.toString());
        Process process = builder.start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return text;
        } finally {
            process.destroyForcibly();
        }
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    @Test
    void appliesShowsWaitsAndDeletes() throws Exception {
        write("red.yaml", WIDGET.formatted("red"));
        write("blue.yaml", WIDGET.formatted("blue"));
        assertThat(kubectl("apply", "-f", "crd.yaml")).contains("created");
        assertThat(kubectl("wait", "--for=condition=Established", "crd/widgets.example.org"))
                .contains("condition met");
        assertThat(kubectl("apply", "-f", "red.yaml")).contains("created");
        assertThat(kubectl("apply", "-f", "red.yaml")).contains("unchanged");
        assertThat(kubectl("apply", "-f", "blue.yaml")).contains("configured");
        assertThat(kubectl("apply", "--server-side", "-f", "red.yaml", "--field-manager=other"))
                .contains("conflict with \"kubectl-client-side-apply\"", ".spec.color");
        assertThat(kubectl("get", "wd")).containsPattern("NAME +COLOR +AGE").containsPattern("one +blue");
        assertThat(kubectl("get", "wd", "-A", "-o", "wide")).containsPattern("default +one +blue +3");
        assertThat(kubectl("get", "wd", "-l", "x in (y)")).contains("No resources found");
        assertThat(kubectl("label", "wd", "one", "x=y")).contains("labeled");
        assertThat(kubectl("get", "wd", "-l", "x in (y)", "-o", "name")).contains("widget.example.org/one");
        assertThat(kubectl("patch", "wd", "one", "--type=merge", "-p", "{\"spec\":{\"size\":4}}"))
                .contains("patched");
        assertThat(kubectl("get", "wd", "one", "-o", "jsonpath={.spec.size}")).isEqualTo("4");
        assertThat(kubectl("describe", "wd", "one")).contains("Color:  blue");
        assertThat(kubectl("explain", "widgets.spec.color")).contains("How it looks.");
        assertThat(kubectl("delete", "wd", "one")).contains("deleted");
        assertThat(kubectl("get", "wd", "one")).contains("widgets.example.org \"one\" not found");
        assertThat(kubectl("delete", "crd", "widgets.example.org", "--timeout=30s"))
                .contains("deleted");
        assertThat(kubectl("get", "wd"))
                .containsPattern("could not find the requested resource|doesn't have a resource type");
    }

    @Test
    void createsWithoutFilesAndAsksForRights() throws Exception {
        assertThat(kubectl("create", "namespace", "shop")).contains("created");
        assertThat(kubectl("create", "configmap", "a", "-n", "shop", "--from-literal=k=v"))
                .contains("created");
        assertThat(kubectl("create", "role", "r", "-n", "shop", "--verb=get", "--resource=pods"))
                .contains("created");
        assertThat(kubectl("get", "cm", "a", "-n", "shop", "-o", "jsonpath={.data.k}"))
                .isEqualTo("v");
        assertThat(kubectl("auth", "can-i", "create", "pods")).contains("yes");
        assertThat(kubectl("delete", "namespace", "shop", "--timeout=30s")).contains("deleted");
        assertThat(kubectl("get", "namespace", "shop")).contains("not found");
    }
}
