package io.katacontainers.monitor.sim.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** One process of a {@link SimulatedProc}. */
public final class SimulatedProcess {
    /** The kernel's limit. */
    private static final int MAX_NAME = 15;

    private static final long NANOS_PER_TICK = 10_000_000;

    private final Path files;
    private final long pid;
    private final long parent;
    private final String name;
    private final int threads;

    SimulatedProcess(Path files, long pid, long parent, String program, int threads) {
        this.files = files;
        this.pid = pid;
        this.parent = parent;
        this.name = program.substring(0, Math.min(program.length(), MAX_NAME));
        this.threads = threads;
    }

    public long pid() {
        return pid;
    }

    /**
     * What it uses from now on.
     *
     * @param cpuNanos since it started
     */
    public void uses(long residentBytes, long cpuNanos) throws IOException {
        replace("stat", """
                %d (%s) S %d %1$d %1$d 0 -1 4194560 0 0 0 0 %d 0 0 0 20 0 %d 0 %1$d 0 0
                """.formatted(pid, name, parent, cpuNanos / NANOS_PER_TICK, threads));
        replace("status", """
                Name:	%s
                State:	S (sleeping)
                Tgid:	%d
                Pid:	%2$d
                PPid:	%d
                Uid:	0	0	0	0
                NSpid:	%2$d
                VmRSS:	%d kB
                RssAnon:	%4$d kB
                RssFile:	0 kB
                RssShmem:	0 kB
                Threads:	%d
                """.formatted(name, pid, parent, residentBytes / 1024, threads));
    }

    /** Readers see the old file or the new one. */
    private void replace(String file, String text) throws IOException {
        Path next = Files.writeString(files.resolve(file + ".next"), text);
        Files.move(next, files.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Ends it. */
    public void end() throws IOException {
        try (Stream<Path> tree = Files.walk(files)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
