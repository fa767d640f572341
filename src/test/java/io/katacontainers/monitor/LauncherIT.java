package io.katacontainers.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The tree that the build leaves, run as a user runs it; without the operator's libraries, which the collector does not need. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LauncherIT {
    private static final Path TREE = Path.of("target/kata-monitor");
    private static final Pattern LISTENS = Pattern.compile("listens on /?127\\.0\\.0\\.1:([0-9]+)");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path directory = Path.of("");

    private Path launcher = Path.of("");
    private final List<Process> running = new ArrayList<>();

    @BeforeAll
    void copyTheTree() throws IOException {
        Path copy = directory.resolve("kata-monitor");
        try (Stream<Path> walk = Files.walk(TREE)) {
            for (Path path : walk.toList()) {
                Path relative = TREE.relativize(path);
                // Without caches too: all must be the same without.
                if (!relative.startsWith("lib/operator") && !relative.startsWith("cache")) {
                    Files.copy(path, copy.resolve(relative), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        launcher = copy.resolve("bin/kata-monitor");
    }

    @AfterEach
    void endAll() {
        running.forEach(Process::destroyForcibly);
        running.clear();
    }

    /** The Java of this test, and others where they are installed. */
    static Stream<Path> javas() {
        return Stream.of(
                        Path.of(System.getProperty("java.home")),
                        Path.of("/usr/lib/jvm/java-17-openjdk-amd64"),
                        Path.of("/usr/lib/jvm/temurin-25-jdk-amd64"))
                .filter(home -> Files.isExecutable(home.resolve("bin/java")))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("javas")
    void servesUntilItIsToldToEnd(Path javaHome) throws Exception {
        Run run = serve(javaHome, "collector", "-listen-address", "127.0.0.1:0");
        assertThat(run.get("/healthz").body()).isEqualTo("ok\n");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(run.get("/readyz").statusCode()).isEqualTo(200));
        assertThat(run.get("/metrics").body()).contains("kata_monitor_build_info{");
        run.process.destroy();
        assertThat(run.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(run.process.exitValue()).isIn(0, 143);
        assertThat(Files.readString(run.err)).doesNotContain("\tat ").doesNotContain("WARNING:");
    }

    /** What keeps a client that never ends its request, or never reads its answer, from holding a thread. */
    @ParameterizedTest
    @MethodSource("javas")
    void cutsOffSlowClients(Path javaHome) throws Exception {
        // The limits of production, only shorter.
        Path flags = launcher.resolveSibling("../jvm").normalize();
        for (String file : List.of("collector.17", "collector.25")) {
            Path path = flags.resolve(file);
            Files.writeString(
                    path,
                    Files.readString(path)
                            .replaceAll("(maxReqTime)=[0-9]+", "$1=2")
                            .replaceAll("(maxRspTime)=[0-9]+", "$1=3"));
        }
        Run run = serve(javaHome, "--listen-address=127.0.0.1:0");
        try (Socket sender = new Socket(InetAddress.getLoopbackAddress(), run.port);
                Socket reader = new Socket()) {
            sender.setSoTimeout((int) LIMIT.toMillis());
            sender.getOutputStream().write("GET /healthz HT".getBytes(StandardCharsets.US_ASCII));
            reader.setReceiveBufferSize(1024);
            reader.connect(sender.getRemoteSocketAddress());
            for (int i = 0; i < 400; i++) {
                reader.getOutputStream()
                        .write("GET /metrics HTTP/1.1\r\nHost: c\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(sender.getInputStream().read()).isEqualTo(-1);
            await().atMost(LIMIT).until(() -> isCutOff(reader));
        }
    }

    private static boolean isCutOff(Socket client) throws IOException {
        try {
            client.getOutputStream().write('\r');
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nonsense | --nonsense",
                "--listen-address=here | not an address",
                "--listen-address=127.0.0.1:99999 | not an address",
                "--listen-address=no.such.host.invalid:1 | no such host",
                "--log-level=loud | not a log level",
                "--runtime-endpoint= | runtime endpoint",
                "--runtime-endpoint=tcp://1.2.3.4:5 | only unix sockets",
                "--sandbox-dir=relative | absolute path",
                "--sandbox-dir=go:/a,rust:/a | the same directory",
                "collector --probe-address=x | not an address",
                "nothing | nothing",
            })
    void refusesWrongFlagsInOneLine(String arguments, String line) throws Exception {
        Run run = start(null, arguments.split(" ", -1));
        assertThat(run.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(run.process.exitValue()).isNotZero();
        assertThat(Files.readAllLines(run.err))
                .singleElement()
                .asString()
                .startsWith("kata-monitor: ")
                .contains(line);
    }

    @Test
    void saysWhoHasTheAddress() throws Exception {
        Run first = serve(null, "--listen-address=127.0.0.1:0");
        Run second = start(null, "--listen-address=127.0.0.1:" + first.port);
        assertThat(second.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(second.process.exitValue()).isNotZero();
        // Other parts may have logged before: their lines have a time, the error is one line without.
        assertThat(Files.readAllLines(second.err))
                .filteredOn(line -> !line.startsWith("time="))
                .singleElement()
                .asString()
                .contains("cannot listen on");
    }

    @ParameterizedTest
    @CsvSource({"version", "--version", "-version", "--help", "-help", "collector --help"})
    void tellsAboutItself(String arguments) throws Exception {
        Run run = start(null, arguments.split(" ", -1));
        assertThat(run.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(run.process.exitValue()).isZero();
        assertThat(Files.readString(run.out)).contains(arguments.contains("help") ? "--listen-address" : " Version:\t");
        assertThat(Files.readString(run.err)).isEmpty();
    }

    @Test
    void aWrongJavaHomeIsOneLine() throws Exception {
        Run run = start(Path.of("/nowhere"), "version");
        assertThat(run.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(run.process.exitValue()).isNotZero();
        assertThat(Files.readAllLines(run.err)).singleElement().asString().contains("JAVA_HOME is /nowhere");
    }

    private Run serve(@org.jspecify.annotations.Nullable Path javaHome, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--runtime-endpoint=" + directory.resolve("absent.sock"));
        all.add("--sandbox-dir=go:" + directory.resolve("absent"));
        all.add("-log-level=debug");
        Run run = start(javaHome, all.toArray(String[]::new));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(Files.readString(run.err)).containsPattern(LISTENS));
        Matcher matcher = LISTENS.matcher(Files.readString(run.err));
        assertThat(matcher.find()).isTrue();
        run.port = Integer.parseInt(matcher.group(1));
        return run;
    }

    private Run start(@org.jspecify.annotations.Nullable Path javaHome, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().remove("JAVA_HOME");
        if (javaHome != null) {
            builder.environment().put("JAVA_HOME", javaHome.toString());
        }
        Process process = builder.start();
        running.add(process);
        return new Run(process, out, err);
    }

    private static final class Run {
        private final Process process;
        private final Path out;
        private final Path err;
        private int port;

        Run(Process process, Path out, Path err) {
            this.process = process;
            this.out = out;
            this.err = err;
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(LIMIT)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        }
    }
}
