package io.katacontainers.monitor.collector.report;

import io.katacontainers.monitor.collector.runtime.ContainerMetadata;
import io.katacontainers.monitor.collector.runtime.PodLookup;
import io.katacontainers.monitor.collector.runtime.PodMetadata;
import io.katacontainers.monitor.collector.runtime.PodSource;
import io.katacontainers.monitor.collector.runtime.RuntimeState;
import io.katacontainers.monitor.collector.sandbox.RootState;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import io.katacontainers.monitor.collector.scrape.GuestSummary;
import io.katacontainers.monitor.collector.scrape.LastScrape;
import io.katacontainers.monitor.collector.stats.ContainerSample;
import io.katacontainers.monitor.collector.stats.Overhead;
import io.katacontainers.monitor.collector.stats.SandboxStatistics;
import io.katacontainers.monitor.collector.stats.StatisticsSource;
import io.katacontainers.monitor.report.AgentReport;
import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.OverheadReport;
import io.katacontainers.monitor.report.PodReport;
import io.katacontainers.monitor.report.RootReport;
import io.katacontainers.monitor.report.RuntimeReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.report.ScrapeReport;
import io.katacontainers.monitor.report.VmReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the node's report from what the collector knows already: asks nobody. Holds the figures that it told last, so that they change
 * only where they moved out of their band. For one thread.
 */
public final class NodeReportBuilder implements Supplier<NodeReport> {
    private static final Band MEMORY = new Band(16 << 20);
    private static final Band LOAD = new Band(100);
    private static final Band MILLICORES = new Band(50);

    /** What a guest said longer ago than this says nothing of it now. */
    private static final Duration OLDEST_FIGURES = Duration.ofMinutes(5);

    private final String version;
    private final SandboxSource sandboxes;
    private final PodSource pods;
    private final ScrapeKnowledge scrapes;
    private final StatisticsSource statistics;
    private final Clock clock;
    private Map<SandboxId, SandboxReport> told = Map.of();

    /** @param version of this program */
    public NodeReportBuilder(
            String version,
            SandboxSource sandboxes,
            PodSource pods,
            ScrapeKnowledge scrapes,
            StatisticsSource statistics,
            Clock clock) {
        this.version = version;
        this.sandboxes = sandboxes;
        this.pods = pods;
        this.scrapes = scrapes;
        this.statistics = statistics;
        this.clock = clock;
    }

    @Override
    public NodeReport get() {
        // Roots first: a listing that turns incomplete in between must not lend its completeness to sandboxes listed
        // later.
        List<RootReport> roots =
                sandboxes.roots().stream().map(NodeReportBuilder::root).toList();
        Map<SandboxId, SandboxReport> telling = new HashMap<>();
        List<SandboxReport> reports = new ArrayList<>();
        for (Sandbox sandbox : sandboxes.sandboxes()) {
            SandboxReport report = sandbox(sandbox, told.get(sandbox.id()));
            telling.put(sandbox.id(), report);
            reports.add(report);
        }
        told = telling;
        return new NodeReport(NodeReport.SCHEMA_VERSION, version, roots, runtime(pods.runtime()), List.copyOf(reports));
    }

    private static RootReport root(RootState state) {
        return new RootReport(state.path().toString(), state.complete(), state.problem());
    }

    private static @Nullable RuntimeReport runtime(RuntimeState state) {
        return state.name() == null && !state.up()
                ? null
                : new RuntimeReport(state.up(), state.name(), state.version(), state.api());
    }

    private SandboxReport sandbox(Sandbox sandbox, @Nullable SandboxReport held) {
        PodLookup lookup = pods.lookup(sandbox.id());
        PodMetadata pod = lookup instanceof PodLookup.Known known ? known.pod() : null;
        LastScrape<GuestSummary> scrape = scrapes.last(sandbox.id()).orElse(null);
        ScrapeVerdict verdict = scrapes.verdict(sandbox);
        SandboxStatistics figures = statistics.of(sandbox.id());
        return new SandboxReport(
                sandbox.id().value(),
                state(sandbox, pod),
                sandbox.flavor().label(),
                sandbox.hypervisor(),
                pod == null || pod.runtimeHandler().isEmpty() ? null : pod.runtimeHandler(),
                scrapes.agentUrl(sandbox.id()).orElse(null),
                knowledge(lookup),
                pod == null ? null : new PodReport(pod.uid(), pod.name(), pod.namespace()),
                scrape(verdict, scrape),
                agent(figures, verdict, scrape),
                vm(held == null ? null : held.vm(), scrape),
                overhead(held == null ? null : held.overhead(), figures.overhead()),
                lookup instanceof PodLookup.Known known
                        ? containers(held, known.containers(), figures.containers())
                        : List.of());
    }

    private static SandboxReport.State state(Sandbox sandbox, @Nullable PodMetadata pod) {
        if (sandbox.stale()) {
            return SandboxReport.State.STALE;
        }
        if (sandbox.socketInode() == null) {
            return SandboxReport.State.STARTING;
        }
        return pod != null && !pod.ready() ? SandboxReport.State.NOT_READY : SandboxReport.State.RUNNING;
    }

    private static SandboxReport.PodKnowledge knowledge(PodLookup lookup) {
        if (lookup instanceof PodLookup.Known) {
            return SandboxReport.PodKnowledge.KNOWN;
        }
        return lookup instanceof PodLookup.None ? SandboxReport.PodKnowledge.NONE : SandboxReport.PodKnowledge.PENDING;
    }

    private static ScrapeReport scrape(ScrapeVerdict verdict, @Nullable LastScrape<GuestSummary> last) {
        if (verdict instanceof ScrapeVerdict.Denied denied) {
            return new ScrapeReport(ScrapeReport.Policy.DENIED, denied.reason(), null, null);
        }
        Boolean up = last == null ? null : last.up();
        String failure =
                last == null || last.failure() == null ? null : last.failure().label();
        if (verdict instanceof ScrapeVerdict.Quarantined quarantined) {
            return new ScrapeReport(ScrapeReport.Policy.QUARANTINED, quarantined.reason(), up, failure);
        }
        return new ScrapeReport(ScrapeReport.Policy.ALLOWED, null, up, failure);
    }

    private static AgentReport agent(
            SandboxStatistics figures, ScrapeVerdict verdict, @Nullable LastScrape<GuestSummary> last) {
        boolean silent = figures.guest() == SandboxStatistics.Guest.SILENT;
        // Figures are a minute old at most: an error in between, of whomever, says nothing against the agent.
        if (!silent && !figures.containers().isEmpty()) {
            return new AgentReport(AgentReport.Reachable.YES, "task_metrics");
        }
        AgentReport byShim = agent(verdict, last);
        return silent && byShim.reachable() != AgentReport.Reachable.YES
                ? new AgentReport(AgentReport.Reachable.NO, "task_metrics_timeout")
                : byShim;
    }

    private static AgentReport agent(ScrapeVerdict verdict, @Nullable LastScrape<GuestSummary> last) {
        if (verdict instanceof ScrapeVerdict.Denied) {
            return new AgentReport(AgentReport.Reachable.UNKNOWN, "scrape_denied");
        }
        if (last == null) {
            return new AgentReport(AgentReport.Reachable.UNKNOWN, "not_asked_yet");
        }
        if (last.failure() != null) {
            return switch (last.failure()) {
                // The shim answers only when its agent has: a wait without end is the agent's.
                case TIMEOUT, BACK_OFF, BUSY -> new AgentReport(AgentReport.Reachable.NO, "metrics_timeout");
                default ->
                    new AgentReport(
                            AgentReport.Reachable.UNKNOWN,
                            "shim_" + last.failure().label());
            };
        }
        GuestSummary summary = last.summary();
        return summary != null && summary.agentData()
                ? new AgentReport(AgentReport.Reachable.YES, "agent_metrics")
                // A policy of a confidential guest forbids the agent to tell.
                : new AgentReport(AgentReport.Reachable.UNKNOWN, "no_agent_metrics");
    }

    private @Nullable VmReport vm(@Nullable VmReport held, @Nullable LastScrape<GuestSummary> last) {
        if (last == null || tooOld(last)) {
            return null;
        }
        GuestSummary now = last.summary();
        if (now == null || !now.agentData()) {
            return null;
        }
        return new VmReport(
                now.vcpus(),
                now.memoryBytes(),
                MEMORY.hold(held == null ? null : held.availableBytes(), now.availableBytes()),
                LOAD.hold(held == null ? null : held.load1(), now.load1Thousandths()));
    }

    private boolean tooOld(LastScrape<GuestSummary> last) {
        Instant at = last.summaryAt();
        return !last.up()
                && (at == null || Duration.between(at, clock.instant()).compareTo(OLDEST_FIGURES) > 0);
    }

    private static @Nullable OverheadReport overhead(@Nullable OverheadReport held, Overhead now) {
        Long memory = MEMORY.hold(held == null ? null : held.memoryBytes(), now.memoryBytes());
        Long millicores = MILLICORES.hold(held == null ? null : held.cpuMillicores(), millicores(now.cores()));
        return memory == null && millicores == null ? null : new OverheadReport(memory, millicores);
    }

    private List<ContainerReport> containers(
            @Nullable SandboxReport held, List<ContainerMetadata> containers, List<ContainerSample> samples) {
        Map<String, ContainerReport> heldById = new HashMap<>();
        if (held != null) {
            held.containers().forEach(container -> heldById.put(container.id(), container));
        }
        Map<String, ContainerSample> samplesById = new HashMap<>();
        samples.forEach(sample -> samplesById.put(sample.container().id(), sample));
        return containers.stream()
                .map(container -> container(container, heldById.get(container.id()), samplesById.get(container.id())))
                .toList();
    }

    private ContainerReport container(
            ContainerMetadata container, @Nullable ContainerReport held, @Nullable ContainerSample sample) {
        OptionalLong kills = statistics.oomKills(container.id());
        return new ContainerReport(
                container.name(),
                container.id(),
                container.image().isEmpty() ? null : container.image(),
                ContainerReport.State.valueOf(container.state().name()),
                MILLICORES.hold(
                        held == null ? null : held.cpuMillicores(), sample == null ? null : millicores(sample.cores())),
                MEMORY.hold(
                        held == null ? null : held.workingSetBytes(),
                        sample == null ? null : sample.usage().memory().workingSet()),
                sample == null ? null : Limits.cpuMillicores(sample.facts()),
                sample == null ? null : Limits.memoryBytes(sample),
                kills.isPresent() ? (Long) kills.getAsLong() : null);
    }

    private static @Nullable Long millicores(@Nullable Double cores) {
        return cores == null ? null : (Long) Math.round(cores * 1000);
    }
}
