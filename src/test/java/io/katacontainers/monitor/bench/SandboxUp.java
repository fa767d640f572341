package io.katacontainers.monitor.bench;

/** The series that tells of a sandbox whether its shim has answered. */
final class SandboxUp {
    private SandboxUp() {}

    /** Whether a line of a page tells that one is up. */
    static boolean saidBy(String line) {
        return line.startsWith("kata_monitor_sandbox_up{") && line.endsWith(" 1.0");
    }
}
