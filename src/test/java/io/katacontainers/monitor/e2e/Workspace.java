package io.katacontainers.monitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Directory of a test, with a path so short that shims' sockets fit below it. {@link #close} holds that nothing of the test is left:
 * no process that was started with a path below it, no mount, no cgroup.
 */
final class Workspace implements AutoCloseable {
    private final Path directory;

    private Workspace(Path directory) {
        this.directory = directory;
    }

    static Workspace create() throws IOException {
        String suffix = Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36), 36);
        return new Workspace(Files.createDirectory(Path.of("/tmp", "km-" + suffix)));
    }

    Path directory() {
        return directory;
    }

    /** A directory below it, made. */
    Path directory(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    /** Keeps the directory where something is left, for whoever looks for the reason. */
    @Override
    public void close() throws IOException {
        List<String> left = new ArrayList<>();
        left.addAll(processes());
        left.addAll(mounts());
        left.addAll(cgroups());
        assertThat(left).as("left behind by the test").isEmpty();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private List<String> processes() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(process -> process.pid() + " " + commandLine(process))
                    .filter(line -> line.contains(directory + "/"))
                    .toList();
        }
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .replace('\0', ' ');
        } catch (IOException e) {
            // It ended while the list was read.
            return "";
        }
    }

    private List<String> mounts() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(" " + directory + "/"))
                .toList();
    }

    private static List<String> cgroups() throws IOException {
        String ours = "kata-monitor-test-" + ProcessHandle.current().pid();
        try (Stream<Path> below = Files.list(Path.of("/sys/fs/cgroup"))) {
            return below.flatMap(path -> Stream.of(path, path.resolve(ours)))
                    .filter(path -> path.endsWith(ours) && Files.exists(path))
                    .map(Path::toString)
                    .toList();
        }
    }
}
