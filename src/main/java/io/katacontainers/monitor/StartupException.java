package io.katacontainers.monitor;

/** What keeps a role from starting and what to do about it, for the user, in one line. */
final class StartupException extends Exception {
    StartupException(String line) {
        super(line);
    }
}
