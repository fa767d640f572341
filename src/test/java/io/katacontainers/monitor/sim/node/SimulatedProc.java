package io.katacontainers.monitor.sim.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@code /proc} of init and of simulated processes, all of root in the host's namespaces. */
public final class SimulatedProc {
    private static final long INIT = 1;
    private static final int FIRST_PID = 1000;

    private final Path directory;
    private final AtomicInteger lastPid = new AtomicInteger(FIRST_PID);

    /** @param directory empty */
    public SimulatedProc(Path directory) throws IOException {
        this.directory = directory;
        var unused = start(INIT, 0, 1, 1, "/sbin/init");
    }

    /**
     * Starts a process that uses nothing yet.
     *
     * @param parent 1 for init
     * @param command the program and its arguments
     */
    public SimulatedProcess start(long parent, int threads, int descriptors, String... command) throws IOException {
        return start(lastPid.incrementAndGet(), parent, threads, descriptors, command);
    }

    private SimulatedProcess start(long pid, long parent, int threads, int descriptors, String... command)
            throws IOException {
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
