package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.runtime.PodSource;
import io.katacontainers.monitor.collector.runtime.RuntimeStats;
import io.katacontainers.monitor.collector.runtime.SandboxFacts;
import io.katacontainers.monitor.collector.runtime.StatsCall;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import io.katacontainers.monitor.collector.stats.SampledSandbox.Known;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Statistics of all sandboxes, from inside their guests and from the host. Guests are sampled every 9 s while somebody reads, so that no
 * figure of one that answers is older than 10 s; reading alone asks nobody.
 */
public final class GuestStatistics implements StatisticsSource, AutoCloseable {
    /** Figures that are older are not told. */
    static final Duration OLDEST = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(GuestStatistics.class);

    private final Parts parts;
    private final Clock clock;
    private final Audience audience;
    private final GuestSampler sampler;
    private final HostRounds host;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /**
     * What statistics are made of.
     *
     * @param decoder puts right what came from guests
     * @param host reads the host side of VMs
     * @param overhead compares the two
     * @param interfacesWanted whether anybody wants the pods' network interfaces
     */
    public record Parts(
            SandboxSource sandboxes,
            PodSource pods,
            RuntimeStats runtime,
            UsageDecoding decoder,
            HostReader host,
            OverheadFunction overhead,
            BooleanSupplier interfacesWanted) {}

    GuestStatistics(Parts parts, Clock clock, LongSupplier nanoTime) {
        this.parts = parts;
        this.clock = clock;
        this.audience = new Audience(nanoTime);
        this.sampler = new GuestSampler(parts, audience, this::changed, clock, nanoTime);
        this.host = new HostRounds(parts.host(), parts.overhead(), this::vms, audience);
        parts.runtime().onOomKill(this::changed);
    }

    /**
     * Begins; asks nothing before the first {@link #touch()}.
     *
     * @param nanoTime as {@link System#nanoTime()}
     */
    public static GuestStatistics start(Parts parts, Clock clock, LongSupplier nanoTime) {
        GuestStatistics statistics = new GuestStatistics(parts, clock, nanoTime);
        statistics.sampler.start();
        statistics.host.start();
        return statistics;
    }

    /** For a test that does by hand what the threads do. */
    GuestSampler sampler() {
        return sampler;
    }

    /** For a test that does by hand what the threads do. */
    HostRounds host() {
        return host;
    }

    @Override
    public SandboxStatistics of(SandboxId id) {
        Known last = sampler.known(id);
        if (!last.kata()) {
            return SandboxStatistics.NONE;
        }
        Instant now = clock.instant();
        Known known = fresh(last, now);
        HostRounds.Look look = host.last(id);
        if (look != null && !fresh(look.usage().at(), now)) {
            look = null;
        }
        return new SandboxStatistics(
                known.containers().stream().map(this::withKills).toList(),
                look == null ? null : look.usage(),
                overhead(look, known.facts()),
                known.interfaces(),
                known.guest());
    }

    private static Overhead overhead(HostRounds.@Nullable Look look, @Nullable SandboxFacts facts) {
        Long bytes = facts == null ? null : facts.declaredOverheadBytes();
        Long millicores = facts == null ? null : facts.declaredOverheadMillicores();
        return new Overhead(
                look == null ? null : look.overhead().memoryBytes(),
                look == null ? null : look.overhead().cores(),
                bytes,
                millicores == null ? null : (Double) (millicores / 1000.0));
    }

    private ContainerSample withKills(ContainerSample sample) {
        OptionalLong kills = oomKills(sample.container().id());
        return new ContainerSample(
                sample.container(),
                sample.facts(),
                sample.usage(),
                sample.cores(),
                kills.isPresent() ? (Long) kills.getAsLong() : null);
    }

    private static Known fresh(Known known, Instant now) {
        boolean interfaces = known.interfacesAt() != null && fresh(known.interfacesAt(), now);
        return new Known(
                known.containers().stream()
                        .filter(sample -> fresh(sample.usage().at(), now))
                        .toList(),
                known.running(),
                known.facts(),
                interfaces ? known.interfaces() : List.of(),
                interfaces ? known.interfacesAt() : null,
                known.guest());
    }

    /** The clock may have been set back since. */
    private static boolean fresh(Instant at, Instant now) {
        return Duration.between(at, now).abs().compareTo(OLDEST) <= 0;
    }

    /** All that may be VMs, with what is known of them and not too old. */
    private List<HostRounds.Vm> vms() {
        Instant now = clock.instant();
        List<HostRounds.Vm> vms = new ArrayList<>();
        for (Sandbox sandbox : parts.sandboxes().sandboxes()) {
            Known known = sampler.known(sandbox.id());
            if (!sandbox.stale() && known.kata()) {
                vms.add(new HostRounds.Vm(sandbox, fresh(known, now)));
            }
        }
        return vms;
    }

    @Override
    public OptionalLong oomKills(String containerId) {
        return parts.runtime().oomKills(containerId);
    }

    @Override
    public void touch() {
        if (audience.touch()) {
            sampler.wake();
            host.wake();
        }
    }

    @Override
    public List<StatsCall> calls() {
        return parts.runtime().calls();
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void changed() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.warn("a listener failed on a change of statistics: {}", e.toString());
            }
        }
    }

    @Override
    public void close() {
        sampler.close();
        host.close();
    }
}
