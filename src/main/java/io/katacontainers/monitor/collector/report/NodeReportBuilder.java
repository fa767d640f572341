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
import io.katacontainers.monitor.report.AgentReport;
import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.PodReport;
import io.katacontainers.monitor.report.RootReport;
import io.katacontainers.monitor.report.RuntimeReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.report.ScrapeReport;
import io.katacontainers.monitor.report.VmReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the node's report from what the collector knows already: asks nobody. Holds the figures that it told last, so that they change
 * only where they moved out of their band. For one thread.
 */
public final class NodeReportBuilder implements Supplier<NodeReport> {
    private static final Band MEMORY = new Band(16 << 20);
    private static final Band LOAD = new Band(100);

    /** What a guest said longer ago than this says nothing of it now. */
    private static final Duration OLDEST_FIGURES = Duration.ofMinutes(5);

    private final String version;
    private final SandboxSource sandboxes;
    private final PodSource pods;
    private final ScrapeKnowledge scrapes;
    private final Clock clock;
    private Map<SandboxId, VmReport> told = Map.of();

    /** @param version of this program */
    public NodeReportBuilder(
            String version, SandboxSource sandboxes, PodSource pods, ScrapeKnowledge scrapes, Clock clock) {
        this.version = version;
        this.sandboxes = sandboxes;
        this.pods = pods;
        this.scrapes = scrapes;
        this.clock = clock;
    }

    @Override
    public NodeReport get() {
        // Roots first: a listing that turns incomplete in between must not lend its completeness to sandboxes listed
        // later.
        List<RootReport> roots =
                sandboxes.roots().stream().map(NodeReportBuilder::root).toList();
        Map<SandboxId, VmReport> telling = new HashMap<>();
        List<SandboxReport> reports = sandboxes.sandboxes().stream()
                .map(sandbox -> sandbox(sandbox, telling))
                .toList();
        told = telling;
        return new NodeReport(NodeReport.SCHEMA_VERSION, version, roots, runtime(pods.runtime()), reports);
    }

    private static RootReport root(RootState state) {
        return new RootReport(state.path().toString(), state.complete(), state.problem());
    }

    private static @Nullable RuntimeReport runtime(RuntimeState state) {
        return state.name() == null && !state.up()
                ? null
                : new RuntimeReport(state.up(), state.name(), state.version(), state.api());
    }

    private SandboxReport sandbox(Sandbox sandbox, Map<SandboxId, VmReport> telling) {
        PodLookup lookup = pods.lookup(sandbox.id());
        PodMetadata pod = lookup instanceof PodLookup.Known known ? known.pod() : null;
        LastScrape<GuestSummary> scrape = scrapes.last(sandbox.id()).orElse(null);
        ScrapeVerdict verdict = scrapes.verdict(sandbox);
        VmReport vm = vm(told.get(sandbox.id()), scrape);
        if (vm != null) {
            telling.put(sandbox.id(), vm);
        }
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
                agent(verdict, scrape),
                vm,
                null,
                lookup instanceof PodLookup.Known known
                        ? known.containers().stream()
                                .map(NodeReportBuilder::container)
                                .toList()
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

    private static ContainerReport container(ContainerMetadata container) {
        return new ContainerReport(
                container.name(),
                container.id(),
                container.image().isEmpty() ? null : container.image(),
                ContainerReport.State.valueOf(container.state().name()),
                null,
                null,
                null,
                null,
                null);
    }
}
