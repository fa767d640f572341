package io.katacontainers.monitor.collector.sandbox;

import java.time.Duration;

/**
 * How often discovery looks, and how much it holds.
 *
 * @param tick how often the roots themselves, and new sandboxes that are not complete yet, are looked at
 * @param relist how often a root is listed wholly
 * @param relistWithoutWatch the same where inotify is refused
 * @param staleAfter how long a sandbox may be without a socket before it is stale
 * @param maxSandboxes most sandboxes tracked per root
 * @param maxEntries most directory entries looked at in one listing of a root
 */
public record DiscoverySettings(
        Duration tick,
        Duration relist,
        Duration relistWithoutWatch,
        Duration staleAfter,
        int maxSandboxes,
        int maxEntries) {

    /** What a node needs. */
    public static DiscoverySettings defaults() {
        return new DiscoverySettings(
                Duration.ofMillis(200),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                8_192,
                65_536);
    }
}
