package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsMode;
import io.katacontainers.monitor.operator.inventory.MonitorConfig;
import io.katacontainers.monitor.report.AgentReport;
import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.OverheadReport;
import io.katacontainers.monitor.report.PodReport;
import io.katacontainers.monitor.report.RootReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.report.ScrapeReport;
import io.katacontainers.monitor.report.VmReport;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reports as collectors make them. */
public record SandboxFixture(
        String id,
        SandboxReport.State state,
        SandboxReport.PodKnowledge knowledge,
        @Nullable PodReport pod,
        ScrapeReport scrape,
        AgentReport.Reachable agent,
        VmReport vm,
        @Nullable OverheadReport overhead,
        List<ContainerReport> containers) {
    static final String UID = "11111111-2222-3333-4444-555555555555";

    public static SandboxFixture running(String id, String pod) {
        return new SandboxFixture(
                id,
                SandboxReport.State.RUNNING,
                SandboxReport.PodKnowledge.KNOWN,
                new PodReport("uid-" + pod, pod, "shop"),
                new ScrapeReport(ScrapeReport.Policy.ALLOWED, null, true, null),
                AgentReport.Reachable.YES,
                vm(1024),
                null,
                List.of(new ContainerReport(
                        "web", "c-" + id, "nginx:1", ContainerReport.State.RUNNING, null, null, null, null, null)));
    }

    /** The same with one container that uses and may use so much. */
    public SandboxFixture using(long cpuMillis, long workingSetMi, @Nullable Long oomKills) {
        return with(List.of(new ContainerReport(
                "web",
                "c-" + id,
                "nginx:1",
                ContainerReport.State.RUNNING,
                cpuMillis,
                workingSetMi << 20,
                500L,
                256L << 20,
                oomKills)));
    }

    public SandboxFixture with(List<ContainerReport> others) {
        return new SandboxFixture(id, state, knowledge, pod, scrape, agent, vm, overhead, others);
    }

    /** The same with a VM that costs so much more than its containers. */
    public SandboxFixture costing(long cpuMillis, long memoryMi) {
        return new SandboxFixture(
                id,
                state,
                knowledge,
                pod,
                scrape,
                agent,
                vm,
                new OverheadReport(memoryMi << 20, cpuMillis),
                containers);
    }

    public static VmReport vm(long availableMi) {
        return new VmReport(2, 2048L << 20, availableMi << 20, 250L);
    }

    public SandboxFixture with(VmReport other) {
        return new SandboxFixture(id, state, knowledge, pod, scrape, agent, other, overhead, containers);
    }

    public SandboxFixture with(AgentReport.Reachable other) {
        return new SandboxFixture(id, state, knowledge, pod, scrape, other, vm, overhead, containers);
    }

    public SandboxFixture with(ScrapeReport other) {
        return new SandboxFixture(id, state, knowledge, pod, other, agent, vm, overhead, containers);
    }

    SandboxFixture with(SandboxReport.PodKnowledge other) {
        return new SandboxFixture(
                id,
                state,
                other,
                other == SandboxReport.PodKnowledge.KNOWN ? pod : null,
                scrape,
                agent,
                vm,
                overhead,
                containers);
    }

    /** The same in another pod. */
    public SandboxFixture in(PodReport other) {
        return new SandboxFixture(id, state, knowledge, other, scrape, agent, vm, overhead, containers);
    }

    SandboxReport report() {
        return new SandboxReport(
                id,
                state,
                "go",
                "qemu",
                "kata",
                "vsock://3:1024",
                knowledge,
                pod,
                scrape,
                new AgentReport(agent, "agent_data"),
                vm,
                overhead,
                containers);
    }

    public static NodeReport node(boolean complete, SandboxFixture... sandboxes) {
        return new NodeReport(
                1,
                "0.1.0",
                List.of(new RootReport("/run/vc/sbs", complete, complete ? null : "permission denied")),
                null,
                List.of(sandboxes).stream().map(SandboxFixture::report).toList());
    }

    public static NodeReport node(SandboxFixture... sandboxes) {
        return node(true, sandboxes);
    }

    static MonitorConfig monitor(String... nodes) {
        return monitor(SandboxMetricsMode.Full, nodes);
    }

    static MonitorConfig monitor(SandboxMetricsMode mode, String... nodes) {
        return new MonitorConfig("kata-monitor", "kata", UID, Duration.ofSeconds(60), mode, 20, Set.of(nodes));
    }
}
