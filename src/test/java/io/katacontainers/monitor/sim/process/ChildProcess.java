package io.katacontainers.monitor.sim.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A program that runs beside its caller and does not outlive it. */
public final class ChildProcess implements AutoCloseable {
    private static final int GRACE_SECONDS = 20;

    private final Process process;
    private final Path log;
    private final Thread whenJvmEnds;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.whenJvmEnds = new Thread(process::destroyForcibly, "end " + log.getFileName());
        Runtime.getRuntime().addShutdownHook(whenJvmEnds);
    }

    /**
     * Starts it.
     *
     * @param log gets all it writes, after what it holds
     * @param environment beside what this process has, except for what clients of Kubernetes look at
     */
    public static ChildProcess start(Path log, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // Whoever runs this may be in a cluster, or have one.
        builder.environment().keySet().removeIf(name -> name.startsWith("KUBE"));
        builder.environment().putAll(environment);
        return new ChildProcess(builder.start(), log);
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Completes when it has ended, with its exit code, which is over 128 where a signal ended it. */
    public CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Asks it to end and returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** What it has written so far. */
    public String output() throws IOException {
        return Files.readString(log);
    }

    /**
     * Asks it to end and waits for it, 20 s.
     *
     * @return its exit code, which is over 128 where a signal ended it
     * @throws IllegalStateException where it had to be killed
     */
    public int stop() {
        terminate();
        CompletableFuture<Process> end = process.onExit().orTimeout(GRACE_SECONDS, TimeUnit.SECONDS);
        try {
            return end.join().exitValue();
        } catch (CompletionException e) {
            throw new IllegalStateException("does not end when asked to: see " + log, e);
        } finally {
            close();
        }
    }

    /** Kills it. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(GRACE_SECONDS, TimeUnit.SECONDS).join();
        try {
            Runtime.getRuntime().removeShutdownHook(whenJvmEnds);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook finds nothing left to do.
            return;
        }
    }
}
