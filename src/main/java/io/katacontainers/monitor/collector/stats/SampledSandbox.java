package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.runtime.ContainerFacts;
import io.katacontainers.monitor.collector.runtime.ContainerMetadata;
import io.katacontainers.monitor.collector.runtime.PodInterface;
import io.katacontainers.monitor.collector.runtime.PodLookup;
import io.katacontainers.monitor.collector.runtime.SandboxFacts;
import io.katacontainers.monitor.collector.runtime.StatsFailure;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.stats.SandboxStatistics.Guest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One sandbox as the sampler sees it: what may be asked, when, and what came of it. Changed by one thread; {@link #known()} is for any.
 */
final class SampledSandbox {
    /** How old figures grow before they are taken anew, so that with the time that it takes none is older than 10 s. */
    static final Duration INTERVAL = Duration.ofSeconds(9);

    private static final Duration FACTS_INTERVAL = Duration.ofMinutes(10);

    /** Of a pod with more the rest is not asked for: a request with thousands of containers would never be answered in time. */
    private static final int MOST_CONTAINERS = 256;

    /** So many waits in vain in a row make a guest silent: one alone may be a moment's load. */
    private static final int SILENT_AFTER = 2;

    /** Fractional part of the golden ratio in 32 bits: consecutive multiples lie far apart. */
    private static final int SPREAD = 0x9E3779B9;

    private static final Comparator<ContainerSample> BY_NAME = Comparator.comparing(
                    (ContainerSample sample) -> sample.container().name())
            .thenComparing(sample -> sample.container().id());

    private final SandboxId id;
    private final CallTimer factsTimer;
    private final CallTimer usageTimer;
    private final CallTimer interfacesTimer;
    private final Map<String, ContainerSample> samples = new HashMap<>();
    private Flavor flavor = Flavor.UNKNOWN;
    private boolean askable;
    private Map<String, ContainerMetadata> running = Map.of();
    private @Nullable Set<String> allRunning;
    private Map<String, ContainerFacts> factsById = Map.of();
    private Set<String> factsOf = Set.of();
    private boolean asking;
    private int silences;
    private volatile Known known = Known.NOTHING;

    /** What can be asked of a sandbox. */
    enum Call {
        FACTS("what is set for it"),
        USAGE("figures of its containers"),
        INTERFACES("its network interfaces");

        private final String what;

        Call(String what) {
            this.what = what;
        }

        /** For people. */
        String what() {
            return what;
        }
    }

    /**
     * What is known of a sandbox. Immutable.
     *
     * @param containers without their kills, sorted by name, then id
     * @param running ids of the running containers, with and without figures; null where nobody knows all of them
     * @param facts null before the runtime told them
     * @param interfacesAt null before they were told
     */
    record Known(
            List<ContainerSample> containers,
            @Nullable Set<String> running,
            @Nullable SandboxFacts facts,
            List<PodInterface> interfaces,
            @Nullable Instant interfacesAt,
            Guest guest) {
        static final Known NOTHING = new Known(List.of(), null, null, List.of(), null, Guest.NOT_ASKED);

        /** Whether this may be a VM; containers of other runtimes are left alone. */
        boolean kata() {
            return facts == null || facts.kata().orElse(true);
        }
    }

    SampledSandbox(SandboxId id, long now) {
        this.id = id;
        double phase = (double) Integer.toUnsignedLong(id.hashCode() * SPREAD) / (1L << Integer.SIZE);
        factsTimer = new CallTimer(FACTS_INTERVAL, INTERVAL, phase, now);
        usageTimer = new CallTimer(INTERVAL, INTERVAL, phase, now);
        interfacesTimer = new CallTimer(INTERVAL, INTERVAL, phase, now);
    }

    SandboxId id() {
        return id;
    }

    Flavor flavor() {
        return flavor;
    }

    /** Safe to call on any thread. */
    Known known() {
        return known;
    }

    /** Takes over what discovery and the runtime say of the sandbox and of its containers now. */
    void see(Sandbox sandbox, PodLookup lookup, long now) {
        Map<String, ContainerMetadata> before = running;
        flavor = sandbox.flavor();
        // The runtime tells late that a pod ends; the socket goes with the shim.
        askable = !sandbox.stale()
                && sandbox.socketInode() != null
                && lookup instanceof PodLookup.Known pod
                && pod.pod().ready();
        running = askable && lookup instanceof PodLookup.Known pod ? running(pod.containers()) : Map.of();
        allRunning = askable && running.size() < MOST_CONTAINERS ? Set.copyOf(running.keySet()) : null;
        if (!running.keySet().equals(before.keySet())) {
            factsTimer.atOnce(now);
        }
        if (!before.keySet().containsAll(running.keySet())) {
            // No guest that hangs starts a container.
            usageTimer.atOnce(now);
        }
        samples.keySet().retainAll(running.keySet());
        if (running.isEmpty()) {
            silences = 0;
        }
        publish(known.facts(), running.isEmpty() ? Guest.NOT_ASKED : known.guest());
    }

    /**
     * The sandbox is gone. While a call is out it must not be forgotten: should it come again, it would be asked a second time.
     *
     * @return whether it may be forgotten
     */
    boolean gone(long now) {
        askable = false;
        running = Map.of();
        allRunning = null;
        factsById = Map.of();
        samples.clear();
        known = Known.NOTHING;
        factsTimer.atOnce(now);
        return !asking;
    }

    private Map<String, ContainerMetadata> running(List<ContainerMetadata> containers) {
        return containers.stream()
                .filter(container -> container.state() == ContainerMetadata.State.RUNNING)
                .filter(container -> !container.id().equals(id.value()))
                .limit(MOST_CONTAINERS)
                .collect(Collectors.toMap(ContainerMetadata::id, Function.identity(), (first, second) -> first));
    }

    /** Ids of the containers that may be asked for. */
    List<String> containers() {
        return List.copyOf(running.keySet());
    }

    /** Makes due what gives figures: all that is known of them is old. */
    void resume(long now) {
        usageTimer.atOnce(now);
        interfacesTimer.atOnce(now);
    }

    /** The call to make next, due or not; empty while one is out and where there is nothing to ask. */
    Optional<Call> next(boolean interfacesWanted, long now) {
        if (asking || !askable) {
            return Optional.empty();
        }
        Known last = known;
        Call next = Call.FACTS;
        // Before the runtime told what this is, nothing in it is touched.
        if (last.facts() != null && last.kata() && factsTimer.left(now) > 0) {
            if (!running.isEmpty()) {
                next = sooner(next, Call.USAGE, now);
            }
            if (interfacesWanted) {
                next = sooner(next, Call.INTERFACES, now);
            }
        }
        return Optional.of(next);
    }

    private Call sooner(Call one, Call other, long now) {
        return left(one, now) <= left(other, now) ? one : other;
    }

    /** Nanoseconds until a call is due; not above 0 where it is. */
    long left(Call call, long now) {
        return timer(call).left(now);
    }

    /** Whether the last call of this kind failed. */
    boolean failing(Call call) {
        return timer(call).failing();
    }

    /** A call goes out, for all of {@link #containers()}. */
    void asked(Call call) {
        asking = true;
        if (call == Call.FACTS) {
            factsOf = running.keySet();
        }
    }

    /** The call that was out has ended. */
    void ended() {
        asking = false;
    }

    /** The runtime told what is set. */
    void facts(SandboxFacts facts, long now) {
        factsTimer.answered(now);
        if (!factsOf.equals(running.keySet())) {
            factsTimer.atOnce(now);
        }
        factsById = facts.containers().stream()
                .collect(Collectors.toMap(ContainerFacts::id, Function.identity(), (first, second) -> first));
        publish(facts, known.guest());
    }

    /** The runtime told of the interfaces. */
    void interfaces(List<PodInterface> interfaces, Instant at, long now) {
        interfacesTimer.answered(now);
        Known last = known;
        known = new Known(last.containers(), last.running(), last.facts(), List.copyOf(interfaces), at, last.guest());
    }

    /**
     * Figures came in; none is taken of a container that does not run any more.
     *
     * @param usages by container
     * @return whether there were any of one that does
     */
    boolean usage(Map<String, ContainerUsage> usages, long now) {
        boolean any = false;
        for (ContainerMetadata container : running.values()) {
            ContainerUsage usage = usages.get(container.id());
            if (usage != null) {
                ContainerSample last = samples.get(container.id());
                Double cores = last == null ? null : CpuRate.cores(last, usage);
                samples.put(container.id(), new ContainerSample(container, null, usage, cores, null));
                any = true;
            }
        }
        if (any) {
            usageTimer.answered(now);
            silences = 0;
            publish(known.facts(), Guest.ANSWERED);
        }
        return any;
    }

    /** A call failed. */
    void failed(Call call, StatsFailure.Kind kind, long now) {
        if (kind == StatsFailure.Kind.RUNTIME) {
            timer(call).missed(now);
        } else {
            timer(call).failed(now);
        }
        if (call == Call.USAGE) {
            silences = kind == StatsFailure.Kind.TIMEOUT ? silences + 1 : 0;
            if (!running.isEmpty()) {
                publish(known.facts(), silences >= SILENT_AFTER ? Guest.SILENT : Guest.FAILED);
            }
        }
    }

    private CallTimer timer(Call call) {
        return switch (call) {
            case FACTS -> factsTimer;
            case USAGE -> usageTimer;
            case INTERFACES -> interfacesTimer;
        };
    }

    private void publish(@Nullable SandboxFacts facts, Guest guest) {
        List<ContainerSample> containers = new ArrayList<>(samples.size());
        for (ContainerSample sample : samples.values()) {
            String container = sample.container().id();
            containers.add(new ContainerSample(
                    running.getOrDefault(container, sample.container()),
                    factsById.get(container),
                    sample.usage(),
                    sample.cores(),
                    null));
        }
        containers.sort(BY_NAME);
        known = new Known(List.copyOf(containers), allRunning, facts, known.interfaces(), known.interfacesAt(), guest);
    }
}
