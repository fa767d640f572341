package io.katacontainers.monitor.sim.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@code /proc} of simulated processes and no others, all of root in the host's namespaces. */
public final class SimulatedProc {
    private static final int FIRST_PID = 1000;

    private final Path directory;
    private final AtomicInteger lastPid = new AtomicInteger(FIRST_PID);

    /** @param directory empty */
    public SimulatedProc(Path directory) {
        this.directory = directory;
    }

    /**
     * Starts a process that uses nothing yet.
     *
     * @param parent 1 for init
     * @param command the program and its arguments
     */
    public SimulatedProcess start(long parent, int threads, int descriptors, String... command) throws IOException {
        long pid = lastPid.incrementAndGet();
        Path files = Files.createDirectory(directory.resolve(Long.toString(pid)));
        Files.writeString(files.resolve("cmdline"), String.join("\0", command) + "\0");
        Path fd = Files.createDirectory(files.resolve("fd"));
        for (int i = 0; i < descriptors; i++) {
            Files.createFile(fd.resolve(Integer.toString(i)));
        }
        String program = String.valueOf(Path.of(command[0]).getFileName());
        SimulatedProcess process = new SimulatedProcess(files, pid, parent, program, threads);
        process.uses(0, 0);
        return process;
    }
}
