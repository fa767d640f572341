package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A JDK on this machine.
 *
 * @param release its feature release
 * @param version all of its version
 */
public record Jdk(Path home, int release, String version) {
    private static final int OLDEST = 17;

    /** The one that runs this. */
    public static Jdk own() {
        return new Jdk(
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature(),
                Runtime.version().toString());
    }

    /** The newest one and the oldest one that the collector runs on, the newest first. */
    public static List<Jdk> toMeasure() throws IOException {
        TreeMap<Integer, Jdk> found = new TreeMap<>();
        found.put(own().release(), own());
        Path parent = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(parent)) {
            try (Stream<Path> homes = Files.list(parent)) {
                for (Path home : homes.sorted().toList()) {
                    if (Files.isExecutable(home.resolve("bin/java")) && Files.isReadable(home.resolve("release"))) {
                        Jdk jdk = read(home);
                        found.put(jdk.release(), jdk);
                    }
                }
            }
        }
        List<Jdk> measured = new ArrayList<>();
        measured.add(found.lastEntry().getValue());
        Jdk oldest = found.get(OLDEST);
        if (oldest != null && oldest.release() != measured.get(0).release()) {
            measured.add(oldest);
        }
        return measured;
    }

    private static Jdk read(Path home) throws IOException {
        Properties release = new Properties();
        try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
            release.load(reader);
        }
        String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
        return new Jdk(home, Integer.parseInt(version.split("[.+-]", 2)[0]), version);
    }

    Path java() {
        return home.resolve("bin/java");
    }
}
