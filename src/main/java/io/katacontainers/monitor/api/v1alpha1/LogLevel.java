package io.katacontainers.monitor.api.v1alpha1;

/** The levels that the command line's {@code --log-level} takes. */
public enum LogLevel {
    error,
    warn,
    info,
    debug,
    trace
}
