package io.katacontainers.monitor.bench.operator;

import io.katacontainers.monitor.bench.Jdk;
import io.katacontainers.monitor.bench.ProcessFigures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The operator of target/kata-monitor, as its launcher starts it, with a heap of 1 GiB. */
final class OperatorUnderTest implements AutoCloseable {
    static final String HEAP = "-Xmx1g";
    static final Path LOG = Path.of("target/bench-operator.log");
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Jdk jdk;
    private final Process process;
    private final int metricsPort;

    OperatorUnderTest(Jdk jdk, String namespace, Path kubeconfig) throws IOException, InterruptedException {
        this.jdk = jdk;
        metricsPort = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                "target/kata-monitor/bin/kata-monitor",
                "operator",
                "--namespace=" + namespace,
                "--health-address=127.0.0.1:" + freePort(),
                "--metrics-address=127.0.0.1:" + metricsPort);
        builder.environment().put("JAVA_HOME", jdk.home().toString());
        builder.environment().put("JDK_JAVA_OPTIONS", HEAP);
        builder.environment().put("KUBECONFIG", kubeconfig.toAbsolutePath().toString());
        builder.environment().put("RELATED_IMAGE_KATA_MONITOR", "registry.example/kata-monitor:1");
        process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.appendTo(LOG.toFile()))
                .start();
        awaitAnswer();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            try {
                metrics();
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() - start > START_NANOS) {
                    process.destroyForcibly();
                    throw new IOException("the operator does not answer: see " + LOG, e);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    /** What its own metrics say now. */
    Metrics metrics() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + "/metrics"))
                .build();
        return new Metrics(http.send(request, BodyHandlers.ofString()).body());
    }

    ProcessFigures figures() {
        return new ProcessFigures(process.pid());
    }

    boolean alive() {
        return process.isAlive();
    }

    /** How many bytes of its heap are in use after a full collection. */
    long liveHeap() throws IOException, InterruptedException {
        String total = jcmd("GC.class_histogram")
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new IOException("jcmd tells no total"));
        return Long.parseLong(total.strip().split("\\s+")[2]);
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        jdk.home().resolve("bin/jcmd").toString(), Long.toString(process.pid()), command)
                .redirectErrorStream(true)
                .start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException("jcmd fails: " + answer);
        }
        return answer;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .orTimeout(20, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join();
    }
}
