package io.katacontainers.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The caches that the build leaves: the launcher's JVM takes its classes from them, and a cache that does not fit only costs time. */
class ClassCacheIT {
    private static final Path TREE = Path.of("target/kata-monitor");
    private static final String FROM_CACHE = "source: shared objects file";
    private static final String OURS = "] io.katacontainers.monitor.";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the extension
    private Path directory;

    private final List<Process> running = new ArrayList<>();

    /** What makes a cache unfit. */
    enum Misfit {
        MOVED,
        NEWER_JAR,
        OTHER_JAR,
        NO_CACHE_AT_ALL,
        OTHER_JVM
    }

    @BeforeAll
    static void cachesWereWanted() {
        assumeTrue(Files.isDirectory(TREE.resolve("cache")), "the build was told to make no caches");
    }

    @AfterEach
    void endAll() {
        running.forEach(Process::destroyForcibly);
    }

    /** The one that the launcher chooses, and that of the build. */
    static Stream<String> javas() {
        return Stream.of("", System.getProperty("java.home"));
    }

    @ParameterizedTest
    @MethodSource("javas")
    void theCollectorComesFromItsCache(String javaHome) throws Exception {
        Path log = directory.resolve("classes");
        Path err = directory.resolve("err");
        Process collector = start(
                TREE,
                javaHome,
                log,
                err,
                "--listen-address=127.0.0.1:0",
                "--runtime-endpoint=" + directory.resolve("absent.sock"),
                "--sandbox-dir=go:" + directory.resolve("absent"));
        await().atMost(LIMIT).until(() -> Files.readString(err).contains("listens on"));
        collector.destroy();
        assertThat(collector.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertMostlyCached(log, 100);
        assertThat(log).content().doesNotContain("io.fabric8").doesNotContain("lib/operator");
    }

    @ParameterizedTest
    @MethodSource("javas")
    void theOperatorComesFromItsCache(String javaHome) throws Exception {
        Path log = directory.resolve("classes");
        Path err = directory.resolve("err");
        Process operator = start(TREE, javaHome, log, err, "operator", "--namespace=system", "--startup-timeout=0");
        assertThat(operator.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(err).content().contains("does not answer");
        assertMostlyCached(log, 20);
        assertThat(log)
                .content()
                .contains("io.fabric8")
                .doesNotContain("io.grpc")
                .doesNotContain("lib/collector");
    }

    private static void assertMostlyCached(Path log, int least) throws IOException {
        List<String> ours = Files.readAllLines(log).stream()
                .filter(line -> line.contains(OURS) && !line.contains("$$Lambda"))
                .toList();
        long cached = ours.stream().filter(line -> line.contains(FROM_CACHE)).count();
        assertThat(cached).isGreaterThanOrEqualTo(least);
        // Those that depend on classes of the time before Java 6, which no cache of these JVMs holds.
        assertThat(ours.size() - cached).isLessThanOrEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void aMisfitIsSilent(Misfit misfit) throws Exception {
        for (String javaHome : javas().toList()) {
            Path tree = Files.createTempDirectory(directory, "moved");
            copyTree(tree);
            spoil(tree, misfit);
            Path out = directory.resolve("out");
            Path err = directory.resolve("err");
            Process process = process(tree, javaHome, err, "version")
                    .redirectOutput(out.toFile())
                    .start();
            running.add(process);
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(err).isEmptyFile();
            assertThat(out).content().contains("Version:").doesNotContain("[warning]", "[error");
            for (Path cache : caches(tree)) {
                Files.delete(cache);
            }
        }
    }

    private static void spoil(Path tree, Misfit misfit) throws IOException {
        Path jar = tree.resolve("lib/common").resolve(jar(tree));
        switch (misfit) {
            case MOVED -> {
                // It has been.
            }
            case NEWER_JAR ->
                Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
            case OTHER_JAR -> Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
            case NO_CACHE_AT_ALL -> {
                for (Path cache : caches(tree)) {
                    Files.delete(cache);
                    Files.writeString(cache, "no cache of any JVM");
                }
            }
            case OTHER_JVM -> {
                List<Path> caches = caches(tree);
                for (Path cache : caches) {
                    // That of the other role or JVM, whichever comes next.
                    Path next = caches.get((caches.indexOf(cache) + 1) % caches.size());
                    Files.delete(cache);
                    Files.createSymbolicLink(cache, original(next));
                }
            }
        }
    }

    private static Path original(Path cache) {
        return TREE.resolve("cache").resolve(cache.getFileName()).toAbsolutePath();
    }

    private static Path jar(Path tree) throws IOException {
        try (Stream<Path> jars = Files.list(tree.resolve("lib/common"))) {
            return jars.map(Path::getFileName)
                    .filter(name -> String.valueOf(name).startsWith("kata-monitor"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<Path> caches(Path tree) throws IOException {
        try (Stream<Path> files = Files.list(tree.resolve("cache"))) {
            return files.sorted().toList();
        }
    }

    /** Caches are large, and links to them as good. */
    private static void copyTree(Path copy) throws IOException {
        try (Stream<Path> walk = Files.walk(TREE)) {
            for (Path path : walk.toList()) {
                Path target = copy.resolve(TREE.relativize(path).toString());
                if (path.startsWith(TREE.resolve("cache")) && Files.isRegularFile(path)) {
                    Files.createSymbolicLink(target, original(path));
                } else if (!Files.isDirectory(target)) {
                    Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private Process start(Path tree, String javaHome, Path classLog, Path err, String... arguments) throws IOException {
        ProcessBuilder builder = process(tree, javaHome, err, arguments);
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + classLog);
        builder.environment().put("KUBECONFIG", unreachable().toString());
        Process process =
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        running.add(process);
        return process;
    }

    private Path unreachable() throws IOException {
        return Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: c
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                users: [{name: u, user: {token: t}}]
                """);
    }

    private static ProcessBuilder process(Path tree, String javaHome, Path err, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(tree.resolve("bin/kata-monitor").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().remove("JAVA_HOME");
        if (!javaHome.isEmpty()) {
            builder.environment().put("JAVA_HOME", javaHome);
        }
        return builder;
    }
}
