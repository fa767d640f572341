package io.katacontainers.monitor.sim.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One role of {@code bin/kata-monitor}, whose JVM records a cache. */
final class RecordedRole implements AutoCloseable {
    /** The JVM writes the cache at its end, on a machine that may be busy. */
    private static final int WRITE_SECONDS = 120;

    private final Process process;
    private final Path log;

    private RecordedRole(Process process, Path log) {
        this.process = process;
        this.log = log;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /**
     * Starts it.
     *
     * @param recordings directory that gets the cache
     * @param log gets all it writes, which names the classes that no cache can hold
     */
    static RecordedRole start(
            Path tree,
            Path javaHome,
            Path recordings,
            Path log,
            Map<String, String> environment,
            Stream<String> arguments)
            throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(tree.resolve("bin/kata-monitor")
                                .toAbsolutePath()
                                .toString()),
                        arguments)
                .toList();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("KUBE"));
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment()
                .put("KATA_MONITOR_RECORD_CACHE", recordings.toAbsolutePath().toString());
        builder.environment().putAll(environment);
        return new RecordedRole(builder.start(), log);
    }

    /** Asks it to end, and returns at once. */
    void terminate() {
        process.destroy();
    }

    /** Waits until it has ended and written its cache. */
    void awaitRecording() throws IOException, InterruptedException {
        if (!process.waitFor(WRITE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("no end within " + WRITE_SECONDS + " s: see " + log);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
