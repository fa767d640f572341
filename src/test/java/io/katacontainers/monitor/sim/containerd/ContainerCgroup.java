package io.katacontainers.monitor.sim.containerd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files in which the kernel keeps what a container uses, of cgroup v1 or v2, whichever this machine has. */
public final class ContainerCgroup {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final boolean V2 = Files.exists(ROOT.resolve("cgroup.controllers"));

    private final String path;

    /** @param path below the root of each hierarchy */
    ContainerCgroup(String path) {
        this.path = path;
    }

    /** CPU time since the container started, in nanoseconds. */
    public long cpuNanos() throws IOException {
        return V2 ? 1000 * entry("cpu", "cpu.stat", "usage_usec") : number("cpuacct", "cpuacct.usage");
    }

    /** Memory that cannot be dropped at once, in bytes. */
    public long workingSetBytes() throws IOException {
        long usage = number("memory", V2 ? "memory.current" : "memory.usage_in_bytes");
        return usage - entry("memory", "memory.stat", V2 ? "inactive_file" : "total_inactive_file");
    }

    private long number(String controller, String file) throws IOException {
        return Long.parseLong(Files.readString(file(controller, file)).strip());
    }

    private long entry(String controller, String file, String key) throws IOException {
        List<String> lines = Files.readAllLines(file(controller, file));
        return lines.stream()
                .filter(line -> line.startsWith(key + " "))
                .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IOException(file + " has no " + key));
    }

    private Path file(String controller, String name) {
        return (V2 ? ROOT : ROOT.resolve(controller)).resolve(path).resolve(name);
    }
}
