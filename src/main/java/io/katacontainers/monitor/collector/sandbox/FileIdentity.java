package io.katacontainers.monitor.collector.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a file is still the one that was read: two equal identities mean the same content.
 *
 * @param inode device and inode; null where the file cannot be looked at
 * @param modified when it was last written
 * @param size bytes
 * @param problem why it must not be opened, one line; null where it may
 */
record FileIdentity(
        @Nullable Object inode,
        FileTime modified,
        long size,
        @Nullable String problem) {
    private static final FileTime NEVER = FileTime.fromMillis(0);

    /** Looks at the file itself, never at what a symbolic link points to. Null where there is none. Never blocks on a FIFO. */
    static @Nullable FileIdentity of(Path file, long maxSize) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new FileIdentity(
                    attributes.fileKey(),
                    attributes.lastModifiedTime(),
                    attributes.size(),
                    problem(attributes, maxSize));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            return new FileIdentity(null, NEVER, 0, IoProblem.describe(e));
        }
    }

    private static @Nullable String problem(BasicFileAttributes attributes, long maxSize) {
        if (!attributes.isRegularFile()) {
            return "not a regular file";
        }
        return attributes.size() > maxSize ? "larger than " + maxSize + " bytes" : null;
    }
}
