package io.katacontainers.monitor.sim.containerd;

import io.katacontainers.monitor.sim.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * containerd with all it has and makes under one directory. Its runtime handler {@code kata} is of the type {@code io.containerd.kata.v2} as on
 * a node with Kata, but runs runc: clients of containerd cannot tell the difference. It needs root, and what Debian's packages containerd,
 * runc and busybox-static bring.
 */
public final class PrivateContainerd implements AutoCloseable {
    /** The only image there is, for pods and for containers. */
    public static final String IMAGE = "localhost/busybox:test";

    private static final String CONFIG = """
            version = 2
            root = "%1$s/root"
            state = "%1$s/state"
            temp = "%1$s/temp"

            [grpc]
              address = "%1$s/containerd.sock"

            [ttrpc]
              address = "%1$s/containerd.sock.ttrpc"

            [plugins."io.containerd.internal.v1.opt"]
              path = "%1$s/opt"

            [plugins."io.containerd.grpc.v1.cri"]
              # Without the right to lower it no sandbox starts.
              restrict_oom_score_adj = true
              disable_apparmor = true
              enable_selinux = false
              stream_server_address = "127.0.0.1"
              stream_server_port = "0"
              tolerate_missing_hugetlb_controller = true
              sandbox_image = "%2$s"

              [plugins."io.containerd.grpc.v1.cri".cni]
                bin_dir = "%1$s/cni/bin"
                conf_dir = "%1$s/cni/conf"

              [plugins."io.containerd.grpc.v1.cri".containerd]
                snapshotter = "overlayfs"
                default_runtime_name = "runc"

                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                  runtime_type = "io.containerd.runc.v2"

                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.kata]
                  runtime_type = "io.containerd.kata.v2"
            """;

    private final Path directory;
    private final Path ctr;
    private final ProcessBuilder command;
    private Process process;

    private PrivateContainerd(Path directory, Path ctr, ProcessBuilder command) throws IOException {
        this.directory = directory;
        this.ctr = ctr;
        this.command = command;
        this.process = command.start();
    }

    /** What is missing to run it here; empty where nothing is. */
    public static Optional<String> missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("root");
        }
        return Stream.of("containerd", "containerd-shim-runc-v2", "ctr", "runc", "busybox", "tar", "umount")
                .filter(program -> Programs.find(program).isEmpty())
                .findFirst();
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param directory empty, with a short path: sockets are below it
     * @throws IOException where it does not start; the message ends with its log
     */
    public static PrivateContainerd start(Path directory) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Files.copy(Programs.require("containerd-shim-runc-v2"), bin.resolve("containerd-shim-kata-v2"));
        Path config = Files.writeString(directory.resolve("config.toml"), CONFIG.formatted(directory, IMAGE));
        ProcessBuilder builder =
                new ProcessBuilder(Programs.require("containerd").toString(), "--config", config.toString());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", bin + ":" + environment.getOrDefault("PATH", "") + ":/usr/sbin:/sbin");
        builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("containerd.log").toFile());
        PrivateContainerd containerd = new PrivateContainerd(directory, Programs.require("ctr"), builder);
        try {
            containerd.awaitReady();
            Path archive = BusyboxImage.archive(Programs.require("busybox"), directory.resolve("busybox"), IMAGE);
            containerd.ctr("images", "import", archive.toString());
            containerd.ctr("images", "label", IMAGE, "io.cri-containerd.pinned=pinned");
            return containerd;
        } catch (IOException | RuntimeException e) {
            containerd.close();
            throw e;
        }
    }

    /** Where it serves the CRI and its own API. */
    public Path socket() {
        return directory.resolve("containerd.sock");
    }

    /** Runs containerd's own client in the namespace of Kubernetes. */
    public String ctr(String... arguments) throws IOException {
        List<String> fixed = List.of(ctr.toString(), "--address", socket().toString(), "--namespace", "k8s.io");
        return Programs.run(Stream.concat(fixed.stream(), Stream.of(arguments)).toArray(String[]::new));
    }

    /** Kills containerd; pods live on. */
    public void stop() {
        end(process.toHandle());
    }

    /** Kills containerd and starts it again at a new socket; pods live on. */
    public void restart() throws IOException {
        stop();
        process = command.start();
        awaitReady();
    }

    /** Ends containerd, its shims and what they run, and takes its mounts away. The directory's files stay. */
    @Override
    public void close() {
        stop();
        try {
            endShims();
            unmount();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() throws IOException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                ctr("version");
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() - giveUp > 0) {
                    throw new IOException(
                            "containerd did not start: " + Files.readString(directory.resolve("containerd.log")), e);
                }
            }
        }
    }

    /** Shims outlive containerd on purpose; ours are known by the socket they report to. */
    private void endShims() throws IOException {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            List<ProcessHandle> shims = all.filter(this::isShim).toList();
            for (ProcessHandle shim : shims) {
                List<ProcessHandle> containers = shim.descendants().toList();
                containers.forEach(PrivateContainerd::end);
                end(shim);
            }
        }
    }

    private boolean isShim(ProcessHandle candidate) {
        try {
            List<String> arguments =
                    List.of(Files.readString(Path.of("/proc", Long.toString(candidate.pid()), "cmdline"))
                            .split("\0"));
            return arguments.get(0).contains("containerd-shim") && arguments.contains(socket().toString());
        } catch (IOException e) {
            // It ended while the list was read.
            return false;
        }
    }

    private void unmount() throws IOException {
        List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .map(line -> line.split(" ")[4])
                .filter(mount -> Path.of(mount).startsWith(directory))
                .sorted(Comparator.reverseOrder())
                .toList();
        for (String mount : mounts) {
            Programs.run("umount", "--lazy", mount);
        }
    }

    private static void end(ProcessHandle running) {
        running.destroyForcibly();
        running.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
