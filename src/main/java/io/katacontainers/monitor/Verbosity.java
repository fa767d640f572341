package io.katacontainers.monitor;

import java.util.Locale;
import java.util.logging.Level;

/** The values of {@code --log-level}: those of upstream's kata-monitor. */
enum Verbosity {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    WARNING,
    ERROR,
    FATAL,
    PANIC;

    /** @throws IllegalArgumentException with one line for the user where there is no such level */
    static Verbosity parse(String text) {
        for (Verbosity verbosity : values()) {
            if (verbosity.name().equals(text.toUpperCase(Locale.ROOT))) {
                return verbosity;
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a log level: use trace, debug, info, warn, error, fatal or panic");
    }

    Level level() {
        return switch (this) {
            case TRACE -> Level.FINEST;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARN, WARNING -> Level.WARNING;
            case ERROR, FATAL, PANIC -> Level.SEVERE;
        };
    }
}
