package io.katacontainers.monitor.sim.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;

/**
 * {@code /tmp/kmd-XXXX}. With a sandbox id of 64 characters, as containerd makes them, a shim's socket still has less than the 108
 * bytes that the path of a unix socket may have.
 */
public final class ShortTempDirectory implements AutoCloseable {
    private static final int ATTEMPTS = 100;
    private static final int NAMES = 36 * 36 * 36 * 36;

    private final Path path;

    private ShortTempDirectory(Path path) {
        this.path = path;
    }

    /** Makes one that nobody else may enter. */
    public static ShortTempDirectory create() throws IOException {
        Random random = new Random();
        for (int i = 0; i < ATTEMPTS; i++) {
            String name = Integer.toString(NAMES + random.nextInt(NAMES), 36).substring(1);
            Path path = Path.of("/tmp/kmd-" + name);
            if (Files.notExists(path)) {
                return new ShortTempDirectory(Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
            }
        }
        throw new IOException("/tmp is full of kmd-* directories: remove those of demos that have ended");
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Removes it with all that is in it. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
