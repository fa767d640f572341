package io.katacontainers.monitor.operator.sandbox;

import static java.util.Objects.requireNonNull;

import io.katacontainers.monitor.report.AgentReport;
import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.OverheadReport;
import io.katacontainers.monitor.report.PodReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.report.ScrapeReport;
import io.katacontainers.monitor.report.VmReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is reported of one sandbox, without its id, in some 300 bytes instead of 2,000: it is kept of all, and looked at only where
 * something changed. Text that many sandboxes have in common stays the one string that they share.
 */
final class PackedReport {
    private static final SandboxReport.State[] STATES = SandboxReport.State.values();
    private static final SandboxReport.PodKnowledge[] KNOWLEDGE = SandboxReport.PodKnowledge.values();
    private static final ScrapeReport.Policy[] POLICIES = ScrapeReport.Policy.values();
    private static final AgentReport.Reachable[] REACHABLE = AgentReport.Reachable.values();
    private static final ContainerReport.State[] CONTAINER_STATES = ContainerReport.State.values();

    /** Shared text of the sandbox itself, after which come name and image of each container. */
    private static final int OF_SANDBOX = 7;

    private final byte[] packed;
    private final @Nullable String[] shared;

    private PackedReport(byte[] packed, @Nullable String[] shared) {
        this.packed = packed;
        this.shared = shared;
    }

    static PackedReport of(SandboxReport report) {
        List<ContainerReport> containers = report.containers();
        PodReport pod = report.pod();
        VmReport vm = report.vm();
        OverheadReport overhead = report.overhead();
        @Nullable String[] shared = new @Nullable String[OF_SANDBOX + 2 * containers.size()];
        shared[0] = report.flavor();
        shared[1] = report.hypervisor();
        shared[2] = report.runtimeHandler();
        shared[3] = pod == null ? null : pod.namespace();
        shared[4] = report.scrape().reason();
        shared[5] = report.scrape().failure();
        shared[6] = report.agent().reason();
        PackedWriter out = new PackedWriter()
                .add(report.podKnowledge())
                .add(report.state())
                .add(report.scrape().policy())
                .add(report.scrape().up())
                .add(report.agent().reachable())
                .add(report.agentUrl())
                .add(pod == null ? null : pod.uid())
                .add(pod == null ? null : pod.name())
                .add(vm == null ? 0 : 1);
        if (vm != null) {
            Integer vcpus = vm.vcpus();
            out.add(vcpus == null ? null : Long.valueOf(vcpus))
                    .add(vm.memoryBytes())
                    .add(vm.availableBytes())
                    .add(vm.load1());
        }
        out.add(overhead == null ? 0 : 1);
        if (overhead != null) {
            out.add(overhead.memoryBytes()).add(overhead.cpuMillicores());
        }
        out.add((long) containers.size());
        for (int i = 0; i < containers.size(); i++) {
            ContainerReport container = containers.get(i);
            shared[OF_SANDBOX + 2 * i] = container.name();
            shared[OF_SANDBOX + 2 * i + 1] = container.image();
            out.add(container.id())
                    .add(container.state())
                    .add(container.cpuMillicores())
                    .add(container.workingSetBytes())
                    .add(container.cpuLimitMillicores())
                    .add(container.memoryLimitBytes())
                    .add(container.oomKills());
        }
        return new PackedReport(out.toBytes(), shared);
    }

    /** Exactly what was packed, of the sandbox with this id. */
    SandboxReport unpack(String id) {
        PackedReader in = new PackedReader(packed);
        SandboxReport.PodKnowledge knowledge = requireNonNull(in.value(KNOWLEDGE));
        SandboxReport.State state = requireNonNull(in.value(STATES));
        ScrapeReport scrape = new ScrapeReport(requireNonNull(in.value(POLICIES)), shared[4], in.truth(), shared[5]);
        AgentReport agent = new AgentReport(requireNonNull(in.value(REACHABLE)), shared[6]);
        String agentUrl = in.text();
        String podUid = in.text();
        String podName = in.text();
        String namespace = shared[3];
        return new SandboxReport(
                id,
                state,
                requireNonNull(shared[0]),
                shared[1],
                shared[2],
                agentUrl,
                knowledge,
                podUid == null || podName == null || namespace == null
                        ? null
                        : new PodReport(podUid, podName, namespace),
                scrape,
                agent,
                in.oneByte() == 0 ? null : vm(in),
                in.oneByte() == 0 ? null : new OverheadReport(in.figure(), in.figure()),
                containers(in));
    }

    private static VmReport vm(PackedReader in) {
        Long vcpus = in.figure();
        return new VmReport(vcpus == null ? null : vcpus.intValue(), in.figure(), in.figure(), in.figure());
    }

    private List<ContainerReport> containers(PackedReader in) {
        int count = (int) in.number();
        List<ContainerReport> containers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            containers.add(new ContainerReport(
                    requireNonNull(shared[OF_SANDBOX + 2 * i]),
                    in.presentText(),
                    shared[OF_SANDBOX + 2 * i + 1],
                    requireNonNull(in.value(CONTAINER_STATES)),
                    in.figure(),
                    in.figure(),
                    in.figure(),
                    in.figure(),
                    in.figure()));
        }
        return List.copyOf(containers);
    }

    /** Bytes of heap that no other sandbox shares, as arrays are laid out with compressed pointers. */
    int ownBytes() {
        return array(packed.length) + array(4 * shared.length) + 16;
    }

    private static int array(int length) {
        return (16 + length + 7) / 8 * 8;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PackedReport report
                && Arrays.equals(packed, report.packed)
                && Arrays.equals(shared, report.shared);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(packed);
    }
}
