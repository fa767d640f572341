package io.katacontainers.monitor.sim.demo;

import java.nio.file.Path;

/**
 * Where a simulated node has its directories.
 *
 * @param run stands for the node's {@code /run}; short, as unix sockets in it may have paths of 107 bytes at most
 */
record NodeDirectories(Path run) {
    private static final Path RUN = Path.of("/run");

    /** The container runtime's socket. */
    Path runtimeSocket() {
        return run.resolve("containerd/containerd.sock");
    }

    /** Where a directory of the node is on this machine, whose {@code /proc} and {@code /sys} the node shares. */
    Path locate(Path onNode) {
        return onNode.startsWith(RUN) ? run.resolve(RUN.relativize(onNode)) : onNode;
    }
}
