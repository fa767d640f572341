package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Says when a dear search is worth its while: soon for what is new or was lost, ever more rarely for what was sought in vain. */
final class SearchPace {
    private final long shortest;
    private final long longest;
    private final LongSupplier nanoTime;
    private Map<SandboxId, Wait> waits = Map.of();
    private long searchedAt;
    private boolean searched;

    /**
     * @param shortest between two searches, whatever is missing
     * @param longest between two searches for the same
     * @param nanoTime as {@link System#nanoTime()}
     */
    SearchPace(Duration shortest, Duration longest, LongSupplier nanoTime) {
        this.shortest = shortest.toNanos();
        this.longest = longest.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Whether these are to be looked for now. */
    synchronized boolean due(Collection<SandboxId> missing) {
        long now = nanoTime.getAsLong();
        if (searched && now - searchedAt < shortest) {
            return false;
        }
        return missing.stream().anyMatch(id -> {
            Wait wait = waits.get(id);
            return wait == null || now - wait.since() >= wait.nanos();
        });
    }

    /** Notes a search that ends now. */
    synchronized void searched(Collection<SandboxId> stillMissing) {
        long now = nanoTime.getAsLong();
        Map<SandboxId, Wait> next = new HashMap<>();
        for (SandboxId id : stillMissing) {
            Wait last = waits.get(id);
            next.put(id, new Wait(now, last == null ? shortest : Math.min(longest, 2 * last.nanos())));
        }
        waits = next;
        searchedAt = now;
        searched = true;
    }

    private record Wait(long since, long nanos) {}
}
