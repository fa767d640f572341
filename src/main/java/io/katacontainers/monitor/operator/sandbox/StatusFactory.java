package io.katacontainers.monitor.operator.sandbox;

import io.fabric8.kubernetes.api.model.Quantity;
import io.katacontainers.monitor.api.v1alpha1.ContainerState;
import io.katacontainers.monitor.api.v1alpha1.ContainerStatus;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import io.katacontainers.monitor.api.v1alpha1.OverheadStatus;
import io.katacontainers.monitor.api.v1alpha1.ResourceAmounts;
import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsMode;
import io.katacontainers.monitor.api.v1alpha1.SandboxPhase;
import io.katacontainers.monitor.api.v1alpha1.VmStatus;
import io.katacontainers.monitor.operator.sandbox.SandboxConditions.Transitions;
import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.OverheadReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.report.VmReport;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The status that a sandbox should have: a function of what its collector reported and of when conditions last changed. */
final class StatusFactory {
    static final int MAX_CONTAINERS = 64;

    /** No figure of a report is larger, so that two of them cannot overflow unnoticed. */
    private static final long LARGEST = 1L << 62;

    private StatusFactory() {}

    /**
     * The status of a sandbox that its collector reports.
     *
     * @param mode {@code Summary} leaves out the list of containers, not their number and what they use together
     */
    static KataSandboxMetricsStatus reported(
            Sighting sighting, DeclaredOverhead declared, SandboxMetricsMode mode, Transitions before, Instant now) {
        SandboxReport report = sighting.report();
        return new KataSandboxMetricsStatus(
                phase(report.state()),
                new SandboxConditions(before, now).of(report, declared),
                report.agentUrl(),
                report.flavor(),
                report.hypervisor(),
                vm(report.vm()),
                usage(sighting),
                overhead(report.overhead(), declared),
                mode == SandboxMetricsMode.Summary ? null : containers(sighting),
                sighting.containerCount());
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

    private static @Nullable VmStatus vm(@Nullable VmReport vm) {
        if (vm == null || vm.equals(new VmReport(null, null, null, null))) {
            return null;
        }
        Long memory = vm.memoryBytes();
        Long available = vm.availableBytes();
        Long used = memory == null || available == null ? null : Long.valueOf(Math.max(0, memory - available));
        return new VmStatus(vm.vcpus(), bytes(memory), bytes(used), bytes(available), millis(vm.load1()));
    }

    private static @Nullable ResourceAmounts usage(Sighting sighting) {
        List<ContainerReport> containers = sighting.report().containers();
        return sighting.containerCount() > containers.size()
                ? null
                : amounts(
                        sum(containers, ContainerReport::cpuMillicores),
                        sum(containers, ContainerReport::workingSetBytes));
    }

    /** Of what the containers use; absent where one that runs was not measured, as the sum would be too small then. */
    private static @Nullable Long sum(
            List<ContainerReport> containers, Function<ContainerReport, @Nullable Long> figure) {
        Long sum = null;
        for (ContainerReport container : containers) {
            Long value = figure.apply(container);
            if (value != null) {
                sum = sum == null ? value : Long.valueOf(saturated(sum + value));
            } else if (container.state() == ContainerReport.State.RUNNING) {
                return null;
            }
        }
        return sum;
    }

    private static long saturated(long sum) {
        return sum < 0 ? LARGEST : Math.min(sum, LARGEST);
    }

    private static @Nullable OverheadStatus overhead(@Nullable OverheadReport overhead, DeclaredOverhead declared) {
        ResourceAmounts measured = overhead == null ? null : amounts(overhead.cpuMillicores(), overhead.memoryBytes());
        ResourceAmounts allowed = declared.toStatus();
        return measured == null && allowed == null ? null : new OverheadStatus(measured, allowed);
    }

    private static @Nullable List<ContainerStatus> containers(Sighting sighting) {
        return sighting.report().containers().stream()
                .limit(MAX_CONTAINERS)
                .map(c -> new ContainerStatus(
                        c.name(),
                        c.id(),
                        c.image(),
                        state(c.state()),
                        millis(c.cpuMillicores()),
                        bytes(c.workingSetBytes()),
                        c.cpuLimitMillicores() == null ? null : QuantityFormat.millis(c.cpuLimitMillicores()),
                        c.memoryLimitBytes() == null ? null : QuantityFormat.bytes(c.memoryLimitBytes()),
                        sighting.oomKills().of(c)))
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

    private static @Nullable ResourceAmounts amounts(@Nullable Long cpuMillis, @Nullable Long memoryBytes) {
        return cpuMillis == null && memoryBytes == null
                ? null
                : new ResourceAmounts(millis(cpuMillis), bytes(memoryBytes));
    }

    private static @Nullable Quantity bytes(@Nullable Long bytes) {
        return bytes == null ? null : QuantityFormat.bytes(QuantityFormat.roundBytes(bytes));
    }

    private static @Nullable Quantity millis(@Nullable Long millis) {
        return millis == null ? null : QuantityFormat.millis(QuantityFormat.roundMillis(millis));
    }
}
