package io.katacontainers.monitor.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** A running {@link SimulatedNode}. */
final class SimulatedNodeProcess implements AutoCloseable {
    private final Path directory;
    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;

    SimulatedNodeProcess() throws IOException {
        // Sockets have to fit into 107 bytes below it.
        directory = Files.createDirectory(
                Path.of("/tmp/km" + ProcessHandle.current().pid()));
        process = new ProcessBuilder(
                        Jdk.own().java().toString(),
                        "-Xmx512m",
                        "-Xss256k",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimulatedNode.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(ServerProcess.LOG.toFile()))
                .start();
        answers = process.inputReader(StandardCharsets.US_ASCII);
        commands = process.outputWriter(StandardCharsets.US_ASCII);
        answer();
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the simulated node ended: see " + ServerProcess.LOG);
        }
        return line;
    }

    /** Has just so many sandboxes; returns the time that it took to make or remove the others. */
    Duration sandboxes(int count) throws IOException {
        commands.write(count + "\n");
        commands.flush();
        return Duration.ofMillis(Long.parseLong(answer()));
    }

    long pid() {
        return process.pid();
    }

    /** Directory of the Go shims. */
    Path goRoot() {
        return directory.resolve("vc/sbs");
    }

    /** Directory of the runtime-rs shims, of which there are none. */
    Path rustRoot() {
        return directory.resolve("kata");
    }

    /** Socket of the container runtime. */
    Path runtime() {
        return directory.resolve("cri.sock");
    }

    @Override
    public void close() throws IOException {
        commands.close();
        ServerProcess.awaitEnd(process);
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
