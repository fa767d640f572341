package io.katacontainers.monitor.collector.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A call that statistics come from, and how it fares.
 *
 * @param name such as {@code containerd Tasks/Metrics}
 * @param gives what it serves, for people
 * @param problem what went wrong last, one line; null where nothing did
 */
public record StatsCall(
        String name, String gives, State state, @Nullable String problem) {
    /** State of a call on the connection in use. */
    public enum State {
        /** Nothing was asked yet. */
        UNTRIED,
        WORKS,
        /** The runtime does not have it: another call serves instead, or nothing does. */
        UNIMPLEMENTED,
        FAILS
    }
}
