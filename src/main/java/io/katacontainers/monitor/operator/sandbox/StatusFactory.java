package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.api.v1alpha1.ContainerState;
import io.katacontainers.monitor.api.v1alpha1.ContainerStatus;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsMode;
import io.katacontainers.monitor.api.v1alpha1.SandboxPhase;
import io.katacontainers.monitor.operator.sandbox.SandboxConditions.Transitions;
import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.report.VmReport;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The status that a sandbox should have: a function of what its collector reported and of when conditions last changed. */
final class StatusFactory {
    static final int MAX_CONTAINERS = 64;

    private StatusFactory() {}

    /**
     * The status of a sandbox that its collector reports.
     *
     * @param mode {@code Summary} leaves out the list of containers, not their number
     * @param containerCount number of containers, of which the report may hold only the first
     */
    static KataSandboxMetricsStatus reported(
            SandboxReport report, int containerCount, SandboxMetricsMode mode, Transitions before, Instant now) {
        VmReport vm = report.vm();
        return new KataSandboxMetricsStatus(
                phase(report.state()),
                new SandboxConditions(before, now).of(report.agent(), report.scrape()),
                report.agentUrl(),
                report.flavor(),
                report.hypervisor(),
                Figures.of(vm).toStatus(vm == null ? null : vm.vcpus()),
                mode == SandboxMetricsMode.Summary ? null : containers(report.containers()),
                containerCount);
    }

    /** What changes in the status of a sandbox whose collector does not answer: all else stays as last seen. */
    static KataSandboxMetricsStatus silent(Transitions before, Instant now) {
        return new KataSandboxMetricsStatus(
                SandboxPhase.Unknown,
                new SandboxConditions(before, now).ofSilence(),
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static SandboxPhase phase(SandboxReport.State state) {
        return switch (state) {
            case STARTING -> SandboxPhase.Starting;
            case RUNNING -> SandboxPhase.Running;
            case NOT_READY, STALE -> SandboxPhase.NotReady;
        };
    }

    private static @Nullable List<ContainerStatus> containers(List<ContainerReport> containers) {
        return containers.stream()
                .limit(MAX_CONTAINERS)
                .map(c -> new ContainerStatus(c.name(), c.id(), c.image(), state(c.state())))
                .toList();
    }

    private static ContainerState state(ContainerReport.State state) {
        return switch (state) {
            case CREATED -> ContainerState.Created;
            case RUNNING -> ContainerState.Running;
            case EXITED -> ContainerState.Exited;
            case UNKNOWN -> ContainerState.Unknown;
        };
    }
}
