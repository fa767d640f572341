package io.katacontainers.monitor.sim.cri;

import io.katacontainers.monitor.collector.runtime.containerd.TaskMetric;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The inside of the sandboxes that a {@link CriSimulator} lists: gives its statistic calls something to answer. All settings may change while
 * the simulator runs.
 *
 * <pre>{@code
 * SimulatedGuests guests = new SimulatedGuests();          // figures move with the system's clock
 * CriSimulator runtime = new CriSimulator(socket).pods(SimulatedPod.many(3)).guests(guests).start();
 *
 * runtime.unimplemented("Tasks/Metrics", "Containers/List", "Events/Subscribe");   // now it is CRI-O
 * guests.hang(sandboxId);                                  // its figures are never answered; guests.hang() ends it
 * guests.figures(id -> GuestFigures.moving(id, age));      // figures of the test's own
 * guests.form(sandboxId -> GuestForm.GO_CGROUP_V2);        // otherwise as runtime-rs words them
 * guests.rewrite(metric -> metric.toBuilder()...build());  // what containerd passes on, made hostile
 * guests.oom(containerId);                                 // an event to all who watch
 * guests.maxOutstanding(sandboxId);                        // never more than 1, if the client is gentle
 * runtime.calls("Tasks/Metrics");                          // all calls have such names; those of CRI are bare: "PodSandboxStatus"
 * }</pre>
 */
public final class SimulatedGuests {
    private final Clock clock;
    private final Instant started;
    private final Map<String, Load> loads = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Consumer<String>> watchers = new CopyOnWriteArrayList<>();
    private volatile Function<String, GuestFigures> figures;
    private volatile Function<String, GuestForm> form = sandbox -> GuestForm.RUNTIME_RS;
    private volatile ToLongFunction<String> pid = sandbox -> 0;
    private volatile UnaryOperator<TaskMetric> rewrite = UnaryOperator.identity();
    private volatile Function<String, @Nullable String> info = sandbox -> null;
    private volatile Set<String> hung = Set.of();

    private static final class Load {
        final AtomicInteger now = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        final AtomicInteger all = new AtomicInteger();
    }

    /** Moving figures for each container, as runtime-rs words them. */
    public SimulatedGuests() {
        this(Clock.systemUTC());
    }

    /** As above; {@code clock} moves the figures and dates the answers. */
    public SimulatedGuests(Clock clock) {
        this.clock = clock;
        this.started = clock.instant();
        this.figures = container -> GuestFigures.moving(container, Duration.between(started, clock.instant()));
    }

    /** The figures of a container, by its id, at the moment of the call. */
    public SimulatedGuests figures(Function<String, GuestFigures> byContainer) {
        figures = byContainer;
        return this;
    }

    /** How the shim of a sandbox words figures, by the sandbox's id. */
    public SimulatedGuests form(Function<String, GuestForm> bySandbox) {
        form = bySandbox;
        return this;
    }

    /** Process on the host that stands for a sandbox, by the sandbox's id; 0, as at first, for one made up. */
    public SimulatedGuests pid(ToLongFunction<String> bySandbox) {
        pid = bySandbox;
        return this;
    }

    /** The sandboxes, and no others, whose figures are never answered for. */
    public SimulatedGuests hang(String... sandboxes) {
        hung = Set.of(sandboxes);
        return this;
    }

    /** Changes each metric of {@code Tasks/Metrics} before it is sent. */
    public SimulatedGuests rewrite(UnaryOperator<TaskMetric> change) {
        rewrite = change;
        return this;
    }

    /** The text under {@code info} of {@code PodSandboxStatus}, by the sandbox's id, in place of containerd's; null for containerd's. */
    public SimulatedGuests info(Function<String, @Nullable String> bySandbox) {
        info = bySandbox;
        return this;
    }

    /** Tells all who watch events of containerd that the guest's kernel has killed in this container. */
    public void oom(String containerId) {
        watchers.forEach(watcher -> watcher.accept(containerId));
    }

    /** How many watch events now. */
    public int watchers() {
        return watchers.size();
    }

    /** Requests for figures of a sandbox that are not answered yet and not given up either. */
    public int outstanding(String sandbox) {
        return load(sandbox).now.get();
    }

    /** The most that ever were out at once. */
    public int maxOutstanding(String sandbox) {
        return load(sandbox).most.get();
    }

    /** Requests for figures of a sandbox so far. */
    public int requests(String sandbox) {
        return load(sandbox).all.get();
    }

    GuestFigures figuresOf(String container) {
        return figures.apply(container);
    }

    GuestForm formOf(String sandbox) {
        return form.apply(sandbox);
    }

    long pidOf(String sandbox) {
        long set = pid.applyAsLong(sandbox);
        return set == 0 ? 4_000_000 + Math.floorMod(sandbox.hashCode(), 100_000) : set;
    }

    @Nullable
    String infoOf(String sandbox) {
        return info.apply(sandbox);
    }

    TaskMetric rewritten(TaskMetric metric) {
        return rewrite.apply(metric);
    }

    boolean hangs(String sandbox) {
        return hung.contains(sandbox);
    }

    Instant now() {
        return clock.instant();
    }

    Duration age() {
        return Duration.between(started, now());
    }

    void watch(Consumer<String> watcher) {
        watchers.add(watcher);
    }

    void unwatch(Consumer<String> watcher) {
        watchers.remove(watcher);
    }

    /** A request for figures of a sandbox has come; what is given back must be run once it is answered or given up. */
    Runnable asked(String sandbox) {
        Load load = load(sandbox);
        load.all.incrementAndGet();
        load.most.accumulateAndGet(load.now.incrementAndGet(), Math::max);
        return load.now::decrementAndGet;
    }

    private Load load(String sandbox) {
        return loads.computeIfAbsent(sandbox, any -> new Load());
    }
}
