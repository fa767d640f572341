package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own: the collector, as its launcher starts it, or the baseline. */
final class ServerProcess implements AutoCloseable {
    /** What all processes write. */
    static final Path LOG = Path.of("target/bench.log");

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 3;

    private final Process process;
    private final ScrapeClient client;
    private final Duration readyAfter;

    private ServerProcess(ProcessBuilder builder, int port) throws IOException, InterruptedException {
        client = new ScrapeClient(port);
        long start = System.nanoTime();
        process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.appendTo(LOG.toFile()))
                .start();
        awaitAnswer(start);
        readyAfter = Duration.ofNanos(System.nanoTime() - start);
    }

    private void awaitAnswer(long start) throws IOException, InterruptedException {
        while (true) {
            try {
                client.get("/healthz", false);
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() - start > START_LIMIT.toNanos()) {
                    process.destroyForcibly();
                    throw new IOException("no answer from " + process.info() + ": see " + LOG, e);
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
    }

    /**
     * Starts a collector of target/kata-monitor and waits for its first answer.
     *
     * @param prefix commands that the launcher is an argument of; empty for none
     */
    static ServerProcess collector(Jdk jdk, SimulatedNodeProcess node, List<String> prefix)
            throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>(prefix);
        command.add("target/kata-monitor/bin/kata-monitor");
        command.add("collector");
        command.add("--listen-address=127.0.0.1:" + port);
        command.add("--runtime-endpoint=" + node.runtime());
        command.add("--sandbox-dir=go:" + node.goRoot() + ",rust:" + node.rustRoot());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", jdk.home().toString());
        return new ServerProcess(builder, port);
    }

    /**
     * Starts the baseline on the same JDK and kinds of compiler and garbage collector as the collector's.
     *
     * @param prefix as of the collector
     */
    static ServerProcess baseline(Jdk jdk, SimulatedNodeProcess node, Path page, List<String> prefix)
            throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                jdk.java().toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // The page of 500 sandboxes, compressed and not; as large with limits as without.
                "-Xmx200m",
                "-cp",
                System.getProperty("java.class.path"),
                RawCopy.class.getName(),
                node.goRoot().toString(),
                page.toString(),
                Integer.toString(port)));
        return new ServerProcess(new ProcessBuilder(command), port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    ScrapeClient client() {
        return client;
    }

    /** From the start of the process to its first answer. */
    Duration readyAfter() {
        return readyAfter;
    }

    long pid() {
        return process.pid();
    }

    ProcessFigures figures() {
        return new ProcessFigures(process.pid());
    }

    boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd(process);
    }

    /** Waits for the end of a process that was asked to end; after ten seconds it is forced to. */
    static void awaitEnd(Process process) {
        try {
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            process.destroyForcibly().onExit().join();
        }
    }
}
