package io.katacontainers.monitor.sim.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A container that runs as a process of this machine. Its output is appended to a log. */
final class ContainerProcess implements AutoCloseable {
    private static final int GRACE_SECONDS = 15;

    private final Process process;

    private ContainerProcess(Process process) {
        this.process = process;
    }

    /** @param environment added to that of the command */
    static ContainerProcess start(Path program, ContainerCommand command, Map<String, String> environment, Path log)
            throws IOException {
        List<String> line = new ArrayList<>();
        line.add(program.toAbsolutePath().toString());
        line.addAll(command.arguments());
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // Whoever runs the demo may be in a cluster, or have one.
        builder.environment().keySet().removeIf(name -> name.startsWith("KUBE"));
        builder.environment().putAll(command.environment());
        builder.environment().putAll(environment);
        return new ContainerProcess(builder.start());
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Completes when it has ended, with its exit status. */
    CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Asks it to end and returns at once. */
    void terminate() {
        process.destroy();
    }

    /** Asks it to end, and insists after a while. */
    @Override
    public void close() {
        terminate();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
