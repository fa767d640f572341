package io.katacontainers.monitor.operator.sandbox;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** When which sandbox is looked at again without a report. Times are monotonic milliseconds. */
final class Schedule {
    private static final double JITTER = 0.2;

    private record Wake(long at, SandboxEntry entry) {}

    private final PriorityQueue<Wake> wakes = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
    private final RandomGenerator random;

    Schedule(RandomGenerator random) {
        this.random = random;
    }

    /** Wakes a sandbox then, or earlier where it is to be woken earlier already. */
    void wake(SandboxEntry entry, long at) {
        if (at < entry.wakeAt) {
            entry.wakeAt = at;
            wakes.add(new Wake(at, entry));
        }
    }

    /** The next sandbox whose time has come. */
    @Nullable
    SandboxEntry due(long now) {
        while (true) {
            Wake first = wakes.peek();
            if (first == null || first.at > now) {
                return null;
            }
            wakes.remove();
            if (first.entry.wakeAt == first.at) {
                first.entry.wakeAt = SandboxEntry.NEVER;
                return first.entry;
            }
        }
    }

    /** The duration in milliseconds, ± 20 %. */
    long jittered(Duration duration) {
        return (long) (duration.toMillis() * (1 - JITTER + 2 * JITTER * random.nextDouble()));
    }

    /** Any part of the duration, in milliseconds. */
    long anyPartOf(Duration duration) {
        return (long) (duration.toMillis() * random.nextDouble());
    }
}
