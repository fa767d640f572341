package io.katacontainers.monitor.sim.training;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/** The JDKs that {@code bin/kata-monitor} may be run with on this machine. */
final class JavaHomes {
    private JavaHomes() {}

    /** The one that runs this, as JAVA_HOME may name it, and the newest of those where the launcher looks. */
    static List<Path> launched() throws IOException {
        Path own = Path.of(System.getProperty("java.home")).toRealPath();
        Optional<Path> newest = installed().stream().max(Comparator.comparingInt(JavaHomes::release));
        return Stream.concat(Stream.of(own), newest.stream()).distinct().toList();
    }

    private static Set<Path> installed() throws IOException {
        Set<Path> homes = new HashSet<>();
        for (String place : List.of("/usr/lib/jvm/*", "/opt/java/*", "/opt/jdk*")) {
            Path pattern = Path.of(place);
            Path parent = pattern.getParent();
            if (parent == null || !Files.isDirectory(parent)) {
                continue;
            }
            try (DirectoryStream<Path> found =
                    Files.newDirectoryStream(parent, String.valueOf(pattern.getFileName()))) {
                for (Path home : found) {
                    if (Files.isExecutable(home.resolve("bin/java"))) {
                        homes.add(home.toRealPath());
                    }
                }
            }
        }
        return homes;
    }

    /** Feature release by the JDK's release file; 0 where that tells none. */
    static int release(Path home) {
        Properties release = new Properties();
        try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
            release.load(reader);
            String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
            return Integer.parseInt(version.split("\\D", 2)[0]);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
