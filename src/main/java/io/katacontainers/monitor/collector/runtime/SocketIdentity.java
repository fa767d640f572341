package io.katacontainers.monitor.collector.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * Tells a socket from one that was bound later at the same path.
 *
 * @param key device and inode; inodes may be used again
 * @param boundAt modification time, which only the binding sets
 */
record SocketIdentity(Object key, FileTime boundAt) {
    /** Of the socket at {@code path}; empty where there is none or it cannot be seen. */
    static Optional<SocketIdentity> of(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isOther()
                    ? Optional.of(new SocketIdentity(attributes.fileKey(), attributes.lastModifiedTime()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
