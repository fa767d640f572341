package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.runtime.StatsCall;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.util.List;
import java.util.OptionalLong;

/** The last figures of all sandboxes. Safe for use by several threads; answers from memory, never waits for a guest. */
public interface StatisticsSource {
    /** What is known of a sandbox; {@link SandboxStatistics#NONE} before anything is. */
    SandboxStatistics of(SandboxId id);

    /**
     * Kills for lack of memory in a container, also when it has ended since: most that are killed have. Empty where nobody tells.
     *
     * @param containerId at the runtime
     */
    default OptionalLong oomKills(String containerId) {
        return OptionalLong.empty();
    }

    /** Tells that somebody reads: guests are asked only while somebody does. */
    void touch();

    /** Where the figures come from, and how that fares. */
    List<StatsCall> calls();

    /** Has {@code listener} called when something discrete changed, such as a kill for lack of memory: it must not block. */
    void onChange(Runnable listener);
}
