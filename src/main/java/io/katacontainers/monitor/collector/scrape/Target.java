package io.katacontainers.monitor.collector.scrape;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict.Quarantined;
import io.katacontainers.monitor.collector.shim.BackOff;
import io.katacontainers.monitor.collector.shim.BodyBudget;
import io.katacontainers.monitor.collector.shim.ShimFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the scraper knows of one sandbox: the one request that may be under way, its last result, its pauses. Safe for use by several threads. */
final class Target<P, S> {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final SandboxId id;
    private final PayloadReader<P, S> reader;
    private final ShimCpu cpu;
    private final long shareForNanos;
    private final PayloadMemory.Share memory;
    private final BackOff backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE);
    private final Map<ShimFailure, Long> failures = new EnumMap<>(ShimFailure.class);
    private final Map<String, Long> dropped = new HashMap<>();
    private SpinWatch spinWatch;
    private @Nullable Object socketInode;
    private @Nullable Flight<P> flight;
    private @Nullable Flight<P> shared;
    private @Nullable LastScrape<S> last;
    private long lastNanos;
    private boolean removed;

    Target(SandboxId id, PayloadReader<P, S> reader, ShimCpu cpu, Duration shareFor, PayloadMemory.Share memory) {
        this.id = id;
        this.reader = reader;
        this.cpu = cpu;
        this.shareForNanos = shareFor.toNanos();
        this.memory = memory;
        this.spinWatch = new SpinWatch(id, cpu);
    }

    /** Reads this sandbox's payloads. */
    PayloadReader<P, S> reader() {
        return reader;
    }

    /** What a scrape gets from this sandbox. */
    sealed interface Ticket<P> {
        /** A result at once. */
        record Ready<P>(SandboxResult<P> result) implements Ticket<P> {}

        /** A request that another scrape started. */
        record Joined<P>(Flight<P> flight) implements Ticket<P> {}

        /** A request that is the caller's to start. */
        record ToStart<P>(Flight<P> flight, boolean suspect) implements Ticket<P> {}

        /** A result at once, and a request that is the caller's to start but not to wait for. */
        record ToProbe<P>(SandboxResult<P> result, Flight<P> flight) implements Ticket<P> {}
    }

    /** Never starts a second request while one is under way. */
    synchronized Ticket<P> ticket(Sandbox sandbox, long now, long until) {
        if (!Objects.equals(sandbox.socketInode(), socketInode)) {
            socketInode = sandbox.socketInode();
            backOff.reset();
            spinWatch = new SpinWatch(id, cpu);
            shared = null;
        }
        boolean starting = sandbox.socketInode() == null && !sandbox.stale();
        if (!(sandbox.verdict() instanceof ScrapeVerdict.Allowed) || starting) {
            return ready(sandbox, sandbox.verdict(), new Outcome.NotAsked<>());
        }
        Flight<P> current = flight;
        if (current != null) {
            // A request that a scrape already waited for in vain shall not delay the next one.
            if (current.probe() || (current.givenUp() && now - current.createdAt() > shareForNanos)) {
                return down(sandbox, ShimFailure.BUSY);
            }
            current.join(until);
            return new Ticket.Joined<>(current);
        }
        Flight<P> recent = shared;
        if (recent != null && now - recent.createdAt() <= shareForNanos) {
            return new Ticket.Joined<>(recent);
        }
        if (spinWatch.waitingForProbe(now)) {
            return ready(sandbox, effective(sandbox.verdict()), new Outcome.NotAsked<>());
        }
        if (backOff.active(now) || spinWatch.observing(now)) {
            return down(sandbox, ShimFailure.BACK_OFF);
        }
        // Whether it still hangs is found out without a scrape that waits.
        boolean probe = backOff.suspicious();
        flight = new Flight<>(sandbox, now, until, probe);
        return probe
                ? new Ticket.ToProbe<>(downResult(sandbox, ShimFailure.BACK_OFF), flight)
                : new Ticket.ToStart<>(flight, last == null || !last.up());
    }

    private Ticket<P> down(Sandbox sandbox, ShimFailure reason) {
        return new Ticket.Ready<>(downResult(sandbox, reason));
    }

    private static <P> SandboxResult<P> downResult(Sandbox sandbox, ShimFailure reason) {
        return new SandboxResult<>(sandbox, sandbox.verdict(), new Outcome.Down<>(reason), Duration.ZERO);
    }

    private static <P> Ticket<P> ready(Sandbox sandbox, ScrapeVerdict verdict, Outcome<P> outcome) {
        return new Ticket.Ready<>(new SandboxResult<>(sandbox, verdict, outcome, Duration.ZERO));
    }

    /** Looks at the shim right before a request; empty where it may be asked. */
    Optional<Quarantined> quarantine(Sandbox sandbox, long now) {
        return sandbox.flavor() == Flavor.GO ? watch().check(now) : Optional.empty();
    }

    private synchronized SpinWatch watch() {
        return spinWatch;
    }

    /** The verdict, quarantine included. */
    synchronized ScrapeVerdict effective(ScrapeVerdict verdict) {
        Optional<Quarantined> quarantined = spinWatch.current();
        return verdict instanceof ScrapeVerdict.Allowed && quarantined.isPresent() ? quarantined.get() : verdict;
    }

    /** The memory of the next payload; that of the last one is free from now on. */
    BodyBudget budget() {
        memory.release();
        return memory;
    }

    /** A request that was made ended with a payload. */
    synchronized void succeeded(Instant at, Duration elapsed, S summary, Map<String, Integer> droppedSeries) {
        backOff.reset();
        spinWatch.answered();
        droppedSeries.forEach((reason, count) -> dropped.merge(reason, (long) count, Long::sum));
        last = new LastScrape<>(at, elapsed, null, summary, at);
    }

    /** A request that was made ended without. */
    synchronized void failed(Instant at, Duration elapsed, ShimFailure failure, boolean costly, long now) {
        memory.release();
        count(failure);
        Flight<P> failed = flight;
        // What an old socket did says nothing about a new one.
        if (failed != null && Objects.equals(failed.sandbox().socketInode(), socketInode)) {
            pauseAfter(failure, failed.sandbox().flavor(), costly, now);
        }
        S summary = last == null ? null : last.summary();
        Instant summaryAt = last == null ? null : last.summaryAt();
        last = new LastScrape<>(at, elapsed, failure, summary, summaryAt);
    }

    private void pauseAfter(ShimFailure failure, Flavor flavor, boolean costly, long now) {
        if (costly) {
            backOff.failed(now);
        } else {
            backOff.reset();
        }
        switch (failure) {
            case TIMEOUT -> {
                if (flavor == Flavor.GO) {
                    spinWatch.timedOut(now);
                }
            }
            case STATUS, MALFORMED -> spinWatch.answered();
            default -> {}
        }
    }

    /** The request is over, whatever became of it. */
    synchronized void land(Flight<P> landed, SandboxResult<P> result, long now) {
        flight = null;
        lastNanos = now;
        shared = result.outcome() instanceof Outcome.Up && !removed ? landed : null;
        if (removed) {
            memory.release();
        }
        landed.result().complete(result);
    }

    /** Lets go of a payload that answers no other scrape. Whether one is left that may. */
    synchronized boolean forget(long now) {
        if (shared != null && now - shared.createdAt() > shareForNanos) {
            shared = null;
        }
        return shared != null;
    }

    /** The sandbox is gone. */
    synchronized void remove() {
        removed = true;
        shared = null;
        if (flight == null) {
            memory.release();
        }
    }

    synchronized void count(ShimFailure failure) {
        failures.merge(failure, 1L, Long::sum);
    }

    synchronized void countDropped(String reason, long series) {
        dropped.merge(reason, series, Long::sum);
    }

    synchronized ScrapeCounters counters() {
        return new ScrapeCounters(failures, dropped);
    }

    synchronized Optional<LastScrape<S>> last() {
        return Optional.ofNullable(last);
    }

    /** Whether the last request, if any, ended at least {@code age} ago. */
    synchronized boolean olderThan(Duration age, long now) {
        return last == null || now - lastNanos >= age.toNanos();
    }
}
