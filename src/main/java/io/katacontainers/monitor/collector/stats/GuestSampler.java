package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.runtime.ContainerMetadata;
import io.katacontainers.monitor.collector.runtime.PodLookup;
import io.katacontainers.monitor.collector.runtime.RawContainerStats;
import io.katacontainers.monitor.collector.runtime.StatsFailure;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.stats.SampledSandbox.Call;
import io.katacontainers.monitor.collector.stats.SampledSandbox.Known;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the runtime about all sandboxes while somebody reads, one request at a time for each. All is decided on one thread, which answers are
 * handed over to. A guest that hangs costs the others one place among the requests for 2 s, ever more rarely.
 */
final class GuestSampler implements AutoCloseable {
    /** A healthy guest answers in some 10 ms. */
    static final Duration DEADLINE = Duration.ofSeconds(2);

    /** Requests that are out at a time. */
    static final int MOST_REQUESTS = 16;

    /** Of these, requests that failed the last time: they may hold up each other, nobody else. */
    private static final int MOST_DOUBTFUL = MOST_REQUESTS / 2;

    private static final Logger LOG = LoggerFactory.getLogger(GuestSampler.class);

    /** While nobody reads there is nothing to do unless sandboxes or containers change. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private static final Duration AFTER_DEFECT = Duration.ofSeconds(1);

    private final GuestStatistics.Parts parts;
    private final Audience audience;
    private final Runnable changed;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<SandboxId, SampledSandbox> table = new ConcurrentHashMap<>();
    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
    private final Agenda<SampledSandbox> agenda = new Agenda<>(this::turn);
    /** Those whose answer is of interest. */
    private final List<Flight> flights = new ArrayList<>();

    private final AtomicBoolean outdated = new AtomicBoolean(true);
    private final Semaphore wakeUp = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "guest-statistics");
    private volatile boolean closing;
    private Set<String> retained = Set.of();
    private boolean sampling;
    private boolean interfaces;

    /** @param changed called when a guest fell silent or came back */
    GuestSampler(GuestStatistics.Parts parts, Audience audience, Runnable changed, Clock clock, LongSupplier nanoTime) {
        this.parts = parts;
        this.audience = audience;
        this.changed = changed;
        this.clock = clock;
        this.nanoTime = nanoTime;
        thread.setDaemon(true);
        parts.sandboxes().onChange(this::outdate);
        parts.pods().onChange(this::outdate);
    }

    /** Begins. */
    void start() {
        thread.start();
    }

    /** Something is to be done. Safe to call on any thread. */
    void wake() {
        wakeUp.release();
    }

    /** What is known of a sandbox, however old. Safe to call on any thread. */
    Known known(SandboxId id) {
        SampledSandbox sandbox = table.get(id);
        return sandbox == null ? Known.NOTHING : sandbox.known();
    }

    /** Sandboxes that something is remembered of. */
    int size() {
        return table.size();
    }

    private void outdate() {
        outdated.set(true);
        wake();
    }

    private void run() {
        try {
            while (!closing) {
                Duration wait = tryStep();
                boolean ignored = wakeUp.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
                wakeUp.drainPermits();
            }
        } catch (InterruptedException e) {
            LOG.debug("guests are not sampled any more");
        }
    }

    private Duration tryStep() {
        try {
            return step();
        } catch (RuntimeException e) {
            LOG.error("guests cannot be sampled", e);
            outdated.set(true);
            return AFTER_DEFECT;
        }
    }

    /** Does what is due and tells how long nothing will be, unless something changes or an answer comes. */
    Duration step() {
        for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
            answer.run();
        }
        long now = nanoTime.getAsLong();
        boolean changed = outdated.getAndSet(false);
        if (changed) {
            refresh(now);
        }
        expire(now);
        if (!audience.present()) {
            sampling = false;
            return flights.isEmpty() ? IDLE : DEADLINE;
        }
        if (!sampling) {
            sampling = true;
            changed = true;
            table.values().forEach(sandbox -> sandbox.resume(now));
        }
        if (interfaces != parts.interfacesWanted().getAsBoolean()) {
            interfaces = !interfaces;
            changed = true;
        }
        if (changed) {
            agenda.renew(table.values(), now);
        }
        return launch(now);
    }

    /** Takes over what sandboxes and containers there are. */
    private void refresh(long now) {
        Set<SandboxId> present = new HashSet<>();
        Set<String> containers = new HashSet<>();
        boolean complete = true;
        boolean news = false;
        for (Sandbox sandbox : parts.sandboxes().sandboxes()) {
            present.add(sandbox.id());
            PodLookup lookup = parts.pods().lookup(sandbox.id());
            SampledSandbox sampled = table.computeIfAbsent(sandbox.id(), id -> new SampledSandbox(id, now));
            SandboxStatistics.Guest before = sampled.known().guest();
            sampled.see(sandbox, lookup, now);
            news |= before != sampled.known().guest();
            if (lookup instanceof PodLookup.Known known) {
                known.containers().stream().map(ContainerMetadata::id).forEach(containers::add);
            }
            complete &= !(lookup instanceof PodLookup.Pending);
        }
        table.values().removeIf(sandbox -> !present.contains(sandbox.id()) && sandbox.gone(now));
        // Containers of a pod that the runtime was not asked about yet must not lose what was counted of them.
        if (complete && !containers.equals(retained)) {
            retained = Set.copyOf(containers);
            parts.runtime().retain(retained);
        }
        if (news) {
            changed.run();
        }
    }

    /** Whoever gave no answer in time gives its place to others, even where the request has not ended yet. */
    private void expire(long now) {
        for (Flight flight : List.copyOf(flights)) {
            if (now - flight.started >= DEADLINE.toNanos()) {
                flight.expired = true;
                flights.remove(flight);
                failed(
                        flight,
                        new StatsFailure(StatsFailure.Kind.TIMEOUT, "no answer within " + DEADLINE.toSeconds() + " s"));
            }
        }
    }

    private Duration launch(long now) {
        for (Flight flight = next(now); flight != null; flight = next(now)) {
            send(flight);
        }
        long wait = agenda.left(now, IDLE.toNanos());
        for (Flight flight : flights) {
            wait = Math.min(wait, flight.started + DEADLINE.toNanos() - now);
        }
        return Duration.ofNanos(Math.max(wait, 0));
    }

    private @Nullable Flight next(long now) {
        if (flights.size() >= MOST_REQUESTS) {
            return null;
        }
        long doubtful = flights.stream().filter(flight -> flight.doubtful).count();
        SampledSandbox sandbox = agenda.take(doubtful < MOST_DOUBTFUL, now);
        Call call = sandbox == null ? null : sandbox.next(interfaces, now).orElse(null);
        return sandbox == null || call == null ? null : new Flight(sandbox, call, now);
    }

    private Agenda.@Nullable Turn turn(SampledSandbox sandbox, long now) {
        return sandbox.next(interfaces, now)
                .map(call -> new Agenda.Turn(now + sandbox.left(call, now), sandbox.failing(call)))
                .orElse(null);
    }

    private void send(Flight flight) {
        SampledSandbox sandbox = flight.sandbox;
        SandboxId id = sandbox.id();
        List<String> containers = sandbox.containers();
        Flavor flavor = sandbox.flavor();
        sandbox.asked(flight.call);
        flights.add(flight);
        try {
            switch (flight.call) {
                case FACTS ->
                    follow(flight, parts.runtime().facts(id, containers, DEADLINE), facts -> {
                        sandbox.facts(facts, nanoTime.getAsLong());
                        return true;
                    });
                case USAGE ->
                    follow(
                            flight,
                            parts.runtime().containers(id, containers, DEADLINE),
                            raw -> sandbox.usage(decoded(raw, flavor), nanoTime.getAsLong()));
                case INTERFACES ->
                    follow(flight, parts.runtime().interfaces(id, DEADLINE), interfaces -> {
                        sandbox.interfaces(interfaces, clock.instant(), nanoTime.getAsLong());
                        return true;
                    });
            }
        } catch (RuntimeException e) {
            answers.add(() -> land(flight, null, e, none -> false));
            wake();
        }
    }

    /** @param take gives false where the answer holds nothing */
    private <T> void follow(Flight flight, CompletableFuture<T> answer, Predicate<T> take) {
        var ignored = answer.whenComplete((value, error) -> {
            answers.add(() -> land(flight, value, error, take));
            wake();
        });
    }

    private <T> void land(Flight flight, @Nullable T value, @Nullable Throwable error, Predicate<T> take) {
        flights.remove(flight);
        SampledSandbox sandbox = flight.sandbox;
        sandbox.ended();
        try {
            take(flight, value, error, take);
        } finally {
            agenda.add(sandbox, nanoTime.getAsLong());
        }
    }

    private <T> void take(Flight flight, @Nullable T value, @Nullable Throwable error, Predicate<T> take) {
        SampledSandbox sandbox = flight.sandbox;
        if (parts.sandboxes().find(sandbox.id()).isEmpty()) {
            outdated.set(true);
        }
        if (flight.expired) {
            return;
        }
        if (error != null || value == null) {
            failed(flight, failure(error));
            return;
        }
        SandboxStatistics.Guest before = sandbox.known().guest();
        boolean failing = sandbox.failing(flight.call);
        StatsFailure problem = null;
        try {
            if (!take.test(value)) {
                problem = new StatsFailure(StatsFailure.Kind.ANSWER, "the runtime answered for none of them");
            }
        } catch (RuntimeException e) {
            problem = failure(e);
        }
        if (problem != null) {
            failed(flight, problem);
            return;
        }
        if (failing) {
            LOG.info("sandbox {}: the runtime tells {} again", sandbox.id(), flight.call.what());
        }
        tell(before, sandbox);
    }

    private void failed(Flight flight, StatsFailure failure) {
        SampledSandbox sandbox = flight.sandbox;
        // What the runtime suffers from as a whole is not told once for each sandbox.
        if (!sandbox.failing(flight.call) && failure.kind() != StatsFailure.Kind.RUNTIME) {
            LOG.warn(
                    "sandbox {}: the runtime does not tell {}: {}",
                    sandbox.id(),
                    flight.call.what(),
                    failure.getMessage());
        }
        SandboxStatistics.Guest before = sandbox.known().guest();
        sandbox.failed(flight.call, failure.kind(), nanoTime.getAsLong());
        tell(before, sandbox);
    }

    private void tell(SandboxStatistics.Guest before, SampledSandbox sandbox) {
        if (before != sandbox.known().guest()) {
            changed.run();
        }
    }

    private static StatsFailure failure(@Nullable Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof StatsFailure failure) {
                return failure;
            }
        }
        return new StatsFailure(
                StatsFailure.Kind.ANSWER,
                error == null
                        ? "nothing came"
                        : "unexpected " + error.getClass().getSimpleName());
    }

    private Map<String, ContainerUsage> decoded(List<RawContainerStats> raw, Flavor flavor) {
        Instant answered = clock.instant();
        Map<String, ContainerUsage> usages = new HashMap<>();
        for (RawContainerStats each : raw) {
            usages.put(each.containerId(), dated(parts.decoder().decode(each, flavor), answered));
        }
        return usages;
    }

    /** Some runtimes leave the time out, and the clock may have been set meanwhile. */
    private static ContainerUsage dated(ContainerUsage usage, Instant answered) {
        boolean credible = !usage.at().isAfter(answered)
                && Duration.between(usage.at(), answered).compareTo(GuestStatistics.OLDEST) <= 0;
        return credible
                ? usage
                : new ContainerUsage(
                        answered,
                        usage.cpu(),
                        usage.memory(),
                        usage.processes(),
                        usage.processLimit(),
                        usage.blockDevices(),
                        usage.hugePages());
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
    }

    /** A request that is out, or is about to be. */
    private static final class Flight {
        final SampledSandbox sandbox;
        final Call call;
        final long started;
        final boolean doubtful;
        /** Whether it took too long: then its answer is of no interest any more. */
        boolean expired;

        Flight(SampledSandbox sandbox, Call call, long started) {
            this.sandbox = sandbox;
            this.call = call;
            this.started = started;
            this.doubtful = sandbox.failing(call);
        }
    }
}
