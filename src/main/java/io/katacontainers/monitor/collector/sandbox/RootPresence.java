package io.katacontainers.monitor.collector.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;

/** What is at the path of a root. */
sealed interface RootPresence {
    /**
     * A directory.
     *
     * @param inode device and inode: tells whether it is still the same directory
     */
    record Present(Object inode) implements RootPresence {
        @Override
        public boolean seemsToLast(Path root) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(root, BasicFileAttributes.class);
                return attributes.isDirectory() && inode.equals(attributes.fileKey());
            } catch (IOException e) {
                return false;
            }
        }
    }

    /** Nothing. */
    record Absent() implements RootPresence {
        @Override
        public boolean seemsToLast(Path root) {
            return !root.toFile().exists();
        }
    }

    /**
     * A directory that has been removed while something still holds it, such as a bind mount of it: it stays empty for ever, and a
     * new directory at the same path of the host cannot be seen through the mount.
     */
    record Dead() implements RootPresence {}

    /**
     * Nobody can tell.
     *
     * @param problem one line
     */
    record Failed(String problem) implements RootPresence {}

    /**
     * Whether a quick look finds nothing else. To look wholly takes many times as long, yet only that tells a directory from a dead one, and
     * nothing there from what may not be looked at.
     */
    default boolean seemsToLast(Path root) {
        return false;
    }

    /** Looks wholly. Follows symbolic links. */
    static RootPresence of(Path root) {
        try {
            Map<String, Object> attributes = Files.readAttributes(root, "unix:isDirectory,nlink,fileKey");
            if (!Boolean.TRUE.equals(attributes.get("isDirectory"))) {
                return new Failed("not a directory");
            }
            if (attributes.get("nlink") instanceof Integer links && links == 0) {
                return new Dead();
            }
            Object inode = attributes.get("fileKey");
            return inode == null ? new Failed("has no inode") : new Present(inode);
        } catch (NoSuchFileException e) {
            return new Absent();
        } catch (IOException e) {
            return new Failed(IoProblem.describe(e));
        }
    }
}
