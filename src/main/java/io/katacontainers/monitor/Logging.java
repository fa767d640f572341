package io.katacontainers.monitor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;

/** The log of the process: standard error, one line a record. */
final class Logging {
    /** Libraries that report at a level of their own what this project reports better, or once more. */
    private static final List<String> LIBRARIES =
            List.of("io.grpc", "io.fabric8", "io.javaoperatorsdk", "jdk", "sun", "com.sun");

    /** Warns of each kind whose version is not yet stable, as ours are. */
    private static final String VERSION_WARNINGS = "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils";

    private Logging() {}

    /** Replaces whatever the JVM logs to. */
    static void start(Verbosity verbosity) {
        Level own = verbosity.level();
        Level libraries = own.equals(Level.FINEST) ? Level.FINE : Level.WARNING;
        StringBuilder settings = new StringBuilder()
                .append("handlers=" + ConsoleHandler.class.getName() + "\n")
                .append(ConsoleHandler.class.getName() + ".level=ALL\n")
                .append(ConsoleHandler.class.getName() + ".formatter=" + LogfmtFormatter.class.getName() + "\n")
                .append(LogfmtFormatter.STACK_TRACES + "=" + (own.intValue() <= Level.FINE.intValue()) + "\n")
                .append(".level=" + Level.WARNING + "\n")
                .append(Logging.class.getPackageName() + ".level=" + own + "\n");
        LIBRARIES.forEach(name -> settings.append(name + ".level=" + libraries + "\n"));
        settings.append(VERSION_WARNINGS + ".level=" + Level.SEVERE + "\n");
        try {
            LogManager.getLogManager()
                    .readConfiguration(
                            new ByteArrayInputStream(settings.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
