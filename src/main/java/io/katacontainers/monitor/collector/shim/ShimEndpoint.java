package io.katacontainers.monitor.collector.shim;

import java.nio.file.Path;

/**
 * Where a shim listens. At the same path with another inode, another shim does.
 *
 * @param inode of the socket
 */
public record ShimEndpoint(Path socket, Object inode) {}
