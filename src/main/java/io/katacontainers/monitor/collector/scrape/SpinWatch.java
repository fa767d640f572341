package io.katacontainers.monitor.collector.scrape;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict.Quarantined;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells a Go shim that spins from one that is merely slow. From Kata 3.15 on, malformed agent text sends such a shim into an endless loop that burns
 * one more core for each request, so a spinning shim must not be asked again. Safe for use by several threads.
 */
final class SpinWatch {
    /** Shorter than this, work that was only slow looks like a loop. */
    private static final Duration OBSERVATION = Duration.ofSeconds(5);

    private static final Duration PROBE_INTERVAL = Duration.ofHours(1);
    private static final double SPINNING_CORES = 0.8;
    private static final int BLIND_TIMEOUTS = 10;

    private final SandboxId id;
    private final ShimCpu cpu;
    private @Nullable Reading sinceTimeout;
    private int timeoutsInARow;
    private @Nullable Quarantined quarantined;
    private long quarantinedAt;

    SpinWatch(SandboxId id, ShimCpu cpu) {
        this.id = id;
        this.cpu = cpu;
    }

    /** The quarantine that was found last. Looks at nothing. */
    synchronized Optional<Quarantined> current() {
        return Optional.ofNullable(quarantined);
    }

    /** Whether it is too early after a timeout to tell. */
    synchronized boolean observing(long nanos) {
        return quarantined == null && sinceTimeout != null && nanos - sinceTimeout.nanos() < OBSERVATION.toNanos();
    }

    /** Whether {@link #check} has nothing new to find. */
    synchronized boolean waitingForProbe(long nanos) {
        return quarantined != null && nanos - quarantinedAt < PROBE_INTERVAL.toNanos();
    }

    /** Looks at the shim right before a request; empty where it may be asked. */
    synchronized Optional<Quarantined> check(long nanos) {
        if (waitingForProbe(nanos)) {
            return current();
        }
        if (spinning(nanos)) {
            return quarantine("shim_spins", nanos);
        }
        if (quarantined == null && sinceTimeout == null && timeoutsInARow >= BLIND_TIMEOUTS) {
            return quarantine("repeated_timeouts", nanos);
        }
        if (quarantined != null) {
            // The request that follows is the probe, however it ends.
            quarantinedAt = nanos;
        }
        return Optional.empty();
    }

    private Optional<Quarantined> quarantine(String reason, long nanos) {
        quarantined = new Quarantined(reason);
        quarantinedAt = nanos;
        // The next look, before a probe, is at what the shim burnt from now on.
        sinceTimeout = read(nanos);
        return current();
    }

    private boolean spinning(long nanos) {
        Reading before = sinceTimeout;
        Reading now = before == null ? null : read(nanos);
        if (before == null || now == null || now.nanos() <= before.nanos()) {
            return false;
        }
        double cores = (double) now.cpu().minus(before.cpu()).toNanos() / (now.nanos() - before.nanos());
        return cores >= SPINNING_CORES;
    }

    private @Nullable Reading read(long nanos) {
        return cpu.cpuTime(id).map(time -> new Reading(time, nanos)).orElse(null);
    }

    /** A request got no answer in time. */
    synchronized void timedOut(long nanos) {
        timeoutsInARow++;
        sinceTimeout = read(nanos);
    }

    /** A request was answered, well or badly. */
    synchronized void answered() {
        timeoutsInARow = 0;
        sinceTimeout = null;
        quarantined = null;
    }

    private record Reading(Duration cpu, long nanos) {}
}
