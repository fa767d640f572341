package io.katacontainers.monitor.collector.scrape;

import io.katacontainers.monitor.collector.exposition.MalformedPayloadException;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import io.katacontainers.monitor.collector.scrape.Target.Ticket;
import io.katacontainers.monitor.collector.shim.ShimClient;
import io.katacontainers.monitor.collector.shim.ShimEndpoint;
import io.katacontainers.monitor.collector.shim.ShimException;
import io.katacontainers.monitor.collector.shim.ShimFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all shims for their metrics, each at most once at a time, however many scrapers there are: a scrape joins the requests under way, takes
 * results that are not older than {@link ScrapeLimits#shareFor()}, and asks only the rest. Safe for use by several threads.
 *
 * @param <P> a payload
 * @param <S> summary of a payload
 */
public final class Scraper<P, S> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scraper.class);
    private static final String TARGET = "/metrics";

    /** A failure that took longer is not tried again at each scrape: it would delay it each time. */
    private static final Duration CHEAP_FAILURE = Duration.ofSeconds(1);

    /** Longer than scrapes are mostly apart. */
    private static final Duration IDLE = Duration.ofMinutes(3);

    private final SandboxSource source;
    private final ShimClient client;
    private final Supplier<PayloadReader<P, S>> readers;
    private final ShimCpu cpu;
    private final ScrapeLimits limits;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final PayloadMemory memory;
    private final Map<SandboxId, Target<P, S>> targets = new ConcurrentHashMap<>();
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final AtomicBoolean closingIdle = new AtomicBoolean();
    private final RequestThreads threads;

    /**
     * @param readers makes one for each sandbox
     * @param nanoTime as {@link System#nanoTime()}
     */
    public Scraper(
            SandboxSource source,
            ShimClient client,
            Supplier<PayloadReader<P, S>> readers,
            ShimCpu cpu,
            ScrapeLimits limits,
            Clock clock,
            LongSupplier nanoTime) {
        this.source = source;
        this.client = client;
        this.readers = readers;
        this.cpu = cpu;
        this.limits = limits;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.memory = new PayloadMemory(limits.totalBodyBytes());
        this.threads = new RequestThreads(limits.concurrency());
        source.onChange(this::forgetGone);
    }

    /**
     * Scrapes all sandboxes. Blocks until all have answered or failed, at most {@code timeout} and the limit of a round; those that have not by then are
     * down with {@link ShimFailure#TIMEOUT}.
     */
    public ScrapeRound<P> scrape(Duration timeout) {
        return new ScrapeRound<>(scrape(source.sandboxes(), timeout));
    }

    /** Scrapes one sandbox as {@link #scrape(Duration)} does; empty where there is no such sandbox. */
    public Optional<SandboxResult<P>> scrape(SandboxId id, Duration timeout) {
        return source.find(id).map(sandbox -> scrape(List.of(sandbox), timeout).get(0));
    }

    private List<SandboxResult<P>> scrape(List<Sandbox> sandboxes, Duration timeout) {
        long now = nanoTime.getAsLong();
        Duration limit = timeout.compareTo(limits.roundTimeout()) < 0 ? timeout : limits.roundTimeout();
        List<Ticket<P>> tickets = new ArrayList<>(sandboxes.size());
        for (Sandbox sandbox : sandboxes) {
            tickets.add(target(sandbox.id()).ticket(sandbox, now, now + limit.toNanos()));
        }
        start(tickets);
        await(tickets, limit);
        List<SandboxResult<P>> results = new ArrayList<>(sandboxes.size());
        for (int i = 0; i < tickets.size(); i++) {
            results.add(result(sandboxes.get(i), tickets.get(i), limit));
        }
        forgetGone();
        return results;
    }

    private Target<P, S> target(SandboxId id) {
        return targets.computeIfAbsent(
                id, key -> new Target<>(key, readers.get(), cpu, limits.shareFor(), memory.share()));
    }

    private void start(List<Ticket<P>> tickets) {
        List<Ticket.ToStart<P>> awaited = new ArrayList<>();
        List<Flight<P>> flights = new ArrayList<>();
        for (Ticket<P> ticket : tickets) {
            if (ticket instanceof Ticket.ToStart<P> toStart) {
                awaited.add(toStart);
            } else if (ticket instanceof Ticket.ToProbe<P> toProbe) {
                flights.add(toProbe.flight());
            }
        }
        // Those that failed before come last, so that they hold up nobody but each other.
        awaited.sort(Comparator.comparing(Ticket.ToStart::suspect));
        flights.addAll(0, awaited.stream().map(Ticket.ToStart::flight).toList());
        for (Flight<P> flight : flights) {
            Target<P, S> target = target(flight.sandbox().id());
            threads.execute(() -> fly(target, flight), () -> land(target, flight, unreached(flight)));
        }
    }

    private void await(List<Ticket<P>> tickets, Duration limit) {
        List<CompletableFuture<SandboxResult<P>>> pending = new ArrayList<>();
        for (Ticket<P> ticket : tickets) {
            flight(ticket).ifPresent(flight -> pending.add(flight.result()));
        }
        try {
            CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
                    .get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.trace("scrape ended at its deadline");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a request ended without a result", e);
        }
    }

    private Optional<Flight<P>> flight(Ticket<P> ticket) {
        if (ticket instanceof Ticket.Joined<P> joined) {
            return Optional.of(joined.flight());
        }
        return ticket instanceof Ticket.ToStart<P> toStart ? Optional.of(toStart.flight()) : Optional.empty();
    }

    private SandboxResult<P> result(Sandbox sandbox, Ticket<P> ticket, Duration waited) {
        if (ticket instanceof Ticket.Ready<P> ready) {
            return counted(ready.result());
        }
        if (ticket instanceof Ticket.ToProbe<P> toProbe) {
            return counted(toProbe.result());
        }
        Flight<P> flight = flight(ticket).orElseThrow();
        if (!flight.result().isDone()) {
            flight.giveUp();
            return new SandboxResult<>(sandbox, sandbox.verdict(), new Outcome.Down<>(ShimFailure.TIMEOUT), waited);
        }
        return flight.result().join();
    }

    private SandboxResult<P> counted(SandboxResult<P> result) {
        if (result.outcome() instanceof Outcome.Down<P> down) {
            target(result.sandbox().id()).count(down.reason());
        }
        return result;
    }

    private void fly(Target<P, S> target, Flight<P> flight) {
        SandboxResult<P> result = unreached(flight);
        try {
            if (flight.wanted(nanoTime.getAsLong())) {
                result = request(target, flight.sandbox());
            } else {
                target.count(ShimFailure.TIMEOUT);
            }
        } finally {
            land(target, flight, result);
        }
    }

    private void land(Target<P, S> target, Flight<P> flight, SandboxResult<P> result) {
        target.land(flight, result, nanoTime.getAsLong());
        if (result.outcome() instanceof Outcome.Up) {
            sweepLater();
        }
    }

    /** No thread was free while anybody waited: nothing that the shim did. */
    private static <P> SandboxResult<P> unreached(Flight<P> flight) {
        Sandbox sandbox = flight.sandbox();
        return new SandboxResult<>(sandbox, sandbox.verdict(), new Outcome.Down<>(ShimFailure.TIMEOUT), Duration.ZERO);
    }

    private SandboxResult<P> request(Target<P, S> target, Sandbox sandbox) {
        ScrapeVerdict verdict = source.verdict(sandbox);
        if (verdict instanceof ScrapeVerdict.Allowed) {
            Optional<ScrapeVerdict.Quarantined> quarantined = target.quarantine(sandbox, nanoTime.getAsLong());
            if (quarantined.isPresent()) {
                LOG.warn(
                        "sandbox {} is quarantined: {}",
                        sandbox.id(),
                        quarantined.get().reason());
                verdict = quarantined.get();
            }
        }
        if (!(verdict instanceof ScrapeVerdict.Allowed)) {
            return new SandboxResult<>(sandbox, verdict, new Outcome.NotAsked<>(), Duration.ZERO);
        }
        long start = nanoTime.getAsLong();
        Outcome<P> outcome = ask(target, sandbox, start);
        return new SandboxResult<>(sandbox, verdict, outcome, since(start));
    }

    private Outcome<P> ask(Target<P, S> target, Sandbox sandbox, long start) {
        boolean wasUp = target.last().map(LastScrape::up).orElse(true);
        ShimFailure failure;
        String why;
        try {
            PayloadReader<P, S> reader = target.reader();
            P payload = client.read(endpoint(sandbox), TARGET, limits.requestTimeout(), target.budget(), reader::read);
            target.succeeded(clock.instant(), since(start), reader.summarize(payload), reader.dropped(payload));
            if (!wasUp) {
                LOG.info("sandbox {} answers again", sandbox.id());
            }
            return new Outcome.Up<>(payload);
        } catch (ShimException e) {
            failure = e.failure();
            why = e.getMessage();
        } catch (MalformedPayloadException e) {
            failure = ShimFailure.MALFORMED;
            why = e.getMessage();
        } catch (RuntimeException e) {
            LOG.error("sandbox {}: its payload cannot be read", sandbox.id(), e);
            failure = ShimFailure.MALFORMED;
            why = "internal error";
        }
        Duration elapsed = since(start);
        boolean costly = failure == ShimFailure.TIMEOUT
                || failure == ShimFailure.TOO_LARGE
                || elapsed.compareTo(CHEAP_FAILURE) > 0;
        target.failed(clock.instant(), elapsed, failure, costly, nanoTime.getAsLong());
        if (wasUp) {
            LOG.warn("sandbox {} cannot be scraped ({}): {}", sandbox.id(), failure.label(), why);
        }
        return new Outcome.Down<>(failure);
    }

    /** A shim without a socket is asked nevertheless, should it have one by now. */
    private static ShimEndpoint endpoint(Sandbox sandbox) {
        Object inode = sandbox.socketInode();
        return new ShimEndpoint(sandbox.socket(), inode == null ? sandbox.id() : inode);
    }

    private Duration since(long start) {
        return Duration.ofNanos(nanoTime.getAsLong() - start);
    }

    /**
     * Asks, in the background, those shims that were not asked within {@code maxAge}; the others have nothing new to tell. Does not wait and keeps no
     * payload.
     */
    public void refresh(Duration maxAge) {
        long now = nanoTime.getAsLong();
        List<Ticket<P>> tickets = new ArrayList<>();
        for (Sandbox sandbox : source.sandboxes()) {
            Target<P, S> target = target(sandbox.id());
            if (target.olderThan(maxAge, now)) {
                tickets.add(
                        target.ticket(sandbox, now, now + limits.roundTimeout().toNanos()));
            }
        }
        start(tickets);
        forgetGone();
    }

    /** Whether the shim is asked for metrics, quarantine included; empty where there is no such sandbox. Looks at nothing new. */
    public Optional<ScrapeVerdict> verdict(SandboxId id) {
        return source.find(id).map(sandbox -> {
            Target<P, S> target = targets.get(id);
            return target == null ? sandbox.verdict() : target.effective(sandbox.verdict());
        });
    }

    /** How the last request for metrics went; empty before the first ended and where there is no such sandbox. */
    public Optional<LastScrape<S>> last(SandboxId id) {
        Target<P, S> target = targets.get(id);
        return target == null ? Optional.empty() : target.last();
    }

    /** Counts series that were not relayed for a reason that only shows beside other sandboxes' payloads. */
    public void countDropped(SandboxId id, String reason, long series) {
        Target<P, S> target = targets.get(id);
        if (target != null) {
            target.countDropped(reason, series);
        }
    }

    /** The sandbox's counters; they vanish with it. */
    public ScrapeCounters counters(SandboxId id) {
        Target<P, S> target = targets.get(id);
        return target == null ? ScrapeCounters.NONE : target.counters();
    }

    /** Bytes that the latest payloads take beyond what each has for free. */
    long payloadBytes() {
        return memory.used();
    }

    private void forgetGone() {
        List<Sandbox> sandboxes = source.sandboxes();
        Set<SandboxId> present = sandboxes.stream().map(Sandbox::id).collect(Collectors.toSet());
        boolean any = targets.entrySet().removeIf(entry -> {
            boolean gone = !present.contains(entry.getKey());
            if (gone) {
                entry.getValue().remove();
            }
            return gone;
        });
        if (any) {
            client.retain(sandboxes.stream().map(Sandbox::socket).collect(Collectors.toSet()));
        }
    }

    /** Payloads that no scrape can share any more must not fill the heap until the next one. */
    private void sweepLater() {
        if (sweeping.compareAndSet(false, true)) {
            Executor later = CompletableFuture.delayedExecutor(
                    limits.shareFor().toMillis(), TimeUnit.MILLISECONDS, threads.executor());
            later.execute(this::sweep);
        }
    }

    private void sweep() {
        sweeping.set(false);
        closeIdleLater();
        boolean left = false;
        for (Target<P, S> target : targets.values()) {
            left |= target.forget(nanoTime.getAsLong());
        }
        if (left) {
            sweepLater();
        }
    }

    /** Where nobody scrapes any more, shims need not keep connections. */
    private void closeIdleLater() {
        if (closingIdle.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(IDLE.toMillis(), TimeUnit.MILLISECONDS, threads.executor())
                    .execute(() -> {
                        closingIdle.set(false);
                        client.closeIdle(IDLE);
                        if (client.keepsConnections()) {
                            closeIdleLater();
                        }
                    });
        }
    }

    /** Ends waiting requests. Those under way end when the {@link ShimClient} is closed. */
    @Override
    public void close() {
        threads.close();
    }
}
