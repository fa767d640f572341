package io.katacontainers.monitor.sim.training;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells whether a cache recorded before is still right. By content: reproducible builds give all files the same time, and the JVM looks at
 * times and sizes alone.
 */
final class Fingerprint {
    private static final int LENGTH = 16;

    private Fingerprint() {}

    /** Of all in a tree but its caches, of a JDK, and of the training. */
    static String of(Path tree, Path javaHome) throws IOException {
        MessageDigest digest = sha256();
        for (Path file : files(tree)) {
            if (!file.startsWith(tree.resolve("cache"))) {
                update(digest, file + " " + Files.getLastModifiedTime(file));
                digest.update(Files.readAllBytes(file));
            }
        }
        for (Path file : files(training())) {
            digest.update(Files.readAllBytes(file));
        }
        for (String part : List.of("release", "lib/modules", "lib/server/libjvm.so")) {
            Path file = javaHome.resolve(part);
            update(digest, file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Where the classes of this package are. */
    private static Path training() {
        try {
            Path classes = Path.of(Fingerprint.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return classes.resolve(Fingerprint.class.getPackageName().replace('.', '/'));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("classes are not in a directory", e);
        }
    }

    private static void update(MessageDigest digest, String text) {
        digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
