package io.katacontainers.monitor.collector.sandbox;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox as its directory shows it.
 *
 * @param id name of the directory
 * @param directory absolute
 * @param flavor implementation of the shim
 * @param hypervisor as the runtime's state file names it, at most 64 characters; null where it names none or cannot be read
 * @param verdict whether the shim may be asked for metrics; never {@link ScrapeVerdict.Quarantined}, which only the scraper knows
 * @param socketInode inode of the shim's socket; null while there is none
 * @param stale whether the directory has been without a socket for a minute
 */
public record Sandbox(
        SandboxId id,
        Path directory,
        Flavor flavor,
        @Nullable String hypervisor,
        ScrapeVerdict verdict,
        @Nullable Object socketInode,
        boolean stale) {

    /** Name of the socket that every shim serves metrics on (Kata: {@code shim_management.go}, {@code shim-interface/lib.rs}). */
    public static final String SOCKET_NAME = "shim-monitor.sock";

    /** Where the shim listens, or will. */
    public Path socket() {
        return directory.resolve(SOCKET_NAME);
    }
}
