package io.katacontainers.monitor.collector.stats.host;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Says when a dear search is worth its while: soon for what is new or was lost, ever more rarely for what was sought in vain. Safe for
 * use by several threads.
 *
 * @param <T> what is looked for
 */
final class SearchPace<T> {
    private final long shortest;
    private final long longest;
    private final LongSupplier nanoTime;
    private Map<T, Wait> waits = Map.of();
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
    synchronized boolean due(Collection<T> missing) {
        long now = nanoTime.getAsLong();
        if (searched && now - searchedAt < shortest) {
            return false;
        }
        return missing.stream().anyMatch(item -> {
            Wait wait = waits.get(item);
            return wait == null || now - wait.since() >= wait.nanos();
        });
    }

    /** Notes a search that ends now. */
    synchronized void searched(Collection<T> stillMissing) {
        long now = nanoTime.getAsLong();
        Map<T, Wait> next = new HashMap<>();
        for (T item : stillMissing) {
            Wait last = waits.get(item);
            next.put(item, new Wait(now, last == null ? shortest : Math.min(longest, 2 * last.nanos())));
        }
        waits = next;
        searchedAt = now;
        searched = true;
    }

    private record Wait(long since, long nanos) {}
}
