package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The limits of upstream's DaemonSet, 200m CPU and 300Mi, as cgroups below the one that this process is in (v1) or beside it (v2), so that
 * whatever limits hold already go on to hold.
 */
final class CgroupLimits implements AutoCloseable {
    static final String TEXT = "200m CPU, 300Mi";
    private static final Path MOUNT = Path.of("/sys/fs/cgroup");
    private static final String MEMORY = Long.toString(300L << 20);

    private final List<Path> groups = new ArrayList<>();
    private final String name;
    private final Path peak;
    private final Path events;

    /**
     * For processes of one kind.
     *
     * @param kind part of the groups' names
     * @throws IOException where this process may not make cgroups, or the kernel offers none for both
     */
    CgroupLimits(String kind) throws IOException {
        name = "kata-monitor-bench-" + ProcessHandle.current().pid() + "-" + kind;
        try {
            if (Files.exists(MOUNT.resolve("cgroup.controllers"))) {
                Path group = make(v2Parent());
                set(group, "cpu.max", "20000 100000");
                set(group, "memory.max", MEMORY);
                peak = group.resolve("memory.peak");
                events = group.resolve("memory.events");
            } else {
                Path cpu = make(MOUNT.resolve("cpu" + own("cpu")));
                set(cpu, "cpu.cfs_period_us", "100000");
                set(cpu, "cpu.cfs_quota_us", "20000");
                Path memory = make(MOUNT.resolve("memory" + own("memory")));
                set(memory, "memory.limit_in_bytes", MEMORY);
                peak = memory.resolve("memory.max_usage_in_bytes");
                events = memory.resolve("memory.oom_control");
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static Path v2Parent() throws IOException {
        Path own = MOUNT.resolve(own("").substring(1));
        // A group that holds processes cannot hand its controllers on; only the root can.
        Path parent = own.equals(MOUNT) ? MOUNT : own.resolveSibling("");
        set(parent, "cgroup.subtree_control", "+cpu +memory");
        return parent;
    }

    /** Path of this process' own group, as in {@code 4:memory:/path} and {@code 0::/path}. */
    private static String own(String controller) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
            String[] fields = line.split(":", 3);
            if (List.of(fields[1].split(",", -1)).contains(controller)) {
                return fields[2].equals("/") ? "" : fields[2];
            }
        }
        throw new IOException("no cgroup for " + controller);
    }

    private Path make(Path parent) throws IOException {
        Path group = Files.createDirectory(parent.resolve(name));
        groups.add(group);
        return group;
    }

    private static void set(Path group, String file, String value) throws IOException {
        Files.writeString(group.resolve(file), value);
    }

    /** A command that runs its arguments, a command as well, within the limits and with the same process id. */
    List<String> prefix() {
        StringBuilder script = new StringBuilder();
        for (Path group : groups) {
            script.append("echo $$ > ").append(group.resolve("cgroup.procs")).append(" && ");
        }
        return List.of("sh", "-c", script + "exec \"$@\"", "sh");
    }

    /** The most memory that was ever charged, page cache included, in MB of 10⁶ bytes. */
    long peakMb() throws IOException {
        return Math.round(Long.parseLong(Files.readString(peak).strip()) / 1e6);
    }

    /** Whether the kernel ended a process for its memory. */
    boolean killed() throws IOException {
        return Files.readAllLines(events).stream()
                .anyMatch(line -> line.startsWith("oom_kill ") && !line.equals("oom_kill 0"));
    }

    /** To be called when all processes within have ended. */
    @Override
    public void close() throws IOException {
        for (Path group : groups) {
            // The kernel lets go of ended processes a moment later.
            for (int tries = 0; Files.isDirectory(group); tries++) {
                try {
                    Files.delete(group);
                } catch (IOException e) {
                    if (tries == 50) {
                        throw e;
                    }
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
