package io.katacontainers.monitor.sim.cri;

import io.katacontainers.monitor.collector.runtime.cri.ContainerAttributes;
import io.katacontainers.monitor.collector.runtime.cri.ContainerResources;
import io.katacontainers.monitor.collector.runtime.cri.ContainerStats;
import io.katacontainers.monitor.collector.runtime.cri.ContainerStatus;
import io.katacontainers.monitor.collector.runtime.cri.ContainerStatusRequest;
import io.katacontainers.monitor.collector.runtime.cri.ContainerStatusResponse;
import io.katacontainers.monitor.collector.runtime.cri.CpuUsage;
import io.katacontainers.monitor.collector.runtime.cri.LinuxContainerResources;
import io.katacontainers.monitor.collector.runtime.cri.LinuxPodSandboxStats;
import io.katacontainers.monitor.collector.runtime.cri.ListContainerStatsRequest;
import io.katacontainers.monitor.collector.runtime.cri.ListContainerStatsResponse;
import io.katacontainers.monitor.collector.runtime.cri.ListPodSandboxStatsRequest;
import io.katacontainers.monitor.collector.runtime.cri.ListPodSandboxStatsResponse;
import io.katacontainers.monitor.collector.runtime.cri.MemoryUsage;
import io.katacontainers.monitor.collector.runtime.cri.NetworkInterfaceUsage;
import io.katacontainers.monitor.collector.runtime.cri.NetworkUsage;
import io.katacontainers.monitor.collector.runtime.cri.PodSandboxAttributes;
import io.katacontainers.monitor.collector.runtime.cri.PodSandboxStats;
import io.katacontainers.monitor.collector.runtime.cri.PodSandboxStatusRequest;
import io.katacontainers.monitor.collector.runtime.cri.PodSandboxStatusResponse;
import io.katacontainers.monitor.collector.runtime.cri.RuntimeServiceGrpc;
import io.katacontainers.monitor.collector.runtime.cri.UInt64Value;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** What the CRI tells of guests. */
final class CriStatistics {
    private final Supplier<List<SimulatedPod>> pods;
    private final SimulatedGuests guests;

    CriStatistics(Supplier<List<SimulatedPod>> pods, SimulatedGuests guests) {
        this.pods = pods;
        this.guests = guests;
    }

    void addTo(SimulatedService service) {
        service.method(RuntimeServiceGrpc.getListContainerStatsMethod(), this::containerStats)
                .method(RuntimeServiceGrpc.getListPodSandboxStatsMethod(), this::podStats)
                .method(RuntimeServiceGrpc.getPodSandboxStatusMethod(), this::podStatus)
                .method(RuntimeServiceGrpc.getContainerStatusMethod(), this::containerStatus);
    }

    private void containerStats(
            ListContainerStatsRequest request, SimulatedService.Reply<ListContainerStatsResponse> reply) {
        String sandbox = request.getFilter().getPodSandboxId();
        List<SimulatedPod> asked = named(sandbox);
        if (hangs(asked, reply)) {
            return;
        }
        reply.send(ListContainerStatsResponse.newBuilder()
                .addAllStats(asked.stream().flatMap(pod -> stats(pod).stream()).toList())
                .build());
    }

    private void podStats(
            ListPodSandboxStatsRequest request, SimulatedService.Reply<ListPodSandboxStatsResponse> reply) {
        List<SimulatedPod> asked = named(request.getFilter().getId());
        if (hangs(asked, reply)) {
            return;
        }
        reply.send(ListPodSandboxStatsResponse.newBuilder()
                .addAllStats(asked.stream().map(this::podStats).toList())
                .build());
    }

    private boolean hangs(List<SimulatedPod> asked, SimulatedService.Reply<?> reply) {
        asked.forEach(pod -> reply.whenDone(guests.asked(pod.id())));
        boolean hangs = asked.stream().anyMatch(pod -> guests.hangs(pod.id()));
        if (hangs) {
            reply.never();
        }
        return hangs;
    }

    /** As containerd 2.3 does: the kernel's devices of the virtual machine are listed beside the pod's own. */
    private PodSandboxStats podStats(SimulatedPod pod) {
        long moved = Math.max(guests.age().toMillis(), 0) * 100;
        return PodSandboxStats.newBuilder()
                .setAttributes(PodSandboxAttributes.newBuilder().setId(pod.id()))
                .setLinux(LinuxPodSandboxStats.newBuilder()
                        .setNetwork(NetworkUsage.newBuilder()
                                .setTimestamp(nanos(guests.now()))
                                .setDefaultInterface(device("eth0", moved, 2 * moved))
                                .addInterfaces(device("tap0_kata", 2 * moved, moved)))
                        .addAllContainers(stats(pod)))
                .build();
    }

    private static NetworkInterfaceUsage device(String name, long received, long sent) {
        return NetworkInterfaceUsage.newBuilder()
                .setName(name)
                .setRxBytes(value(received))
                .setRxErrors(value(0))
                .setTxBytes(value(sent))
                .setTxErrors(value(0))
                .build();
    }

    private List<ContainerStats> stats(SimulatedPod pod) {
        return pod.containers().stream()
                .map(container -> stats(container.id(), guests.figuresOf(container.id())))
                .toList();
    }

    private ContainerStats stats(String container, GuestFigures figures) {
        long now = nanos(guests.now());
        return ContainerStats.newBuilder()
                .setAttributes(ContainerAttributes.newBuilder().setId(container))
                .setCpu(CpuUsage.newBuilder().setTimestamp(now).setUsageCoreNanoSeconds(value(figures.cpuNanos())))
                .setMemory(MemoryUsage.newBuilder()
                        .setTimestamp(now)
                        .setWorkingSetBytes(value(figures.usageBytes() - figures.inactiveFileBytes()))
                        .setUsageBytes(value(figures.usageBytes()))
                        .setRssBytes(value(figures.anonBytes()))
                        .setPageFaults(value(figures.faults()))
                        .setMajorPageFaults(value(figures.majorFaults())))
                .build();
    }

    private void podStatus(PodSandboxStatusRequest request, SimulatedService.Reply<PodSandboxStatusResponse> reply) {
        PodSandboxStatusResponse.Builder answer = PodSandboxStatusResponse.newBuilder();
        for (SimulatedPod pod : named(request.getPodSandboxId())) {
            if (request.getVerbose()) {
                answer.putInfo(
                        "info",
                        Objects.requireNonNullElseGet(
                                guests.infoOf(pod.id()), () -> SandboxDocument.info(pod, guests.pidOf(pod.id()))));
            }
        }
        reply.send(answer.build());
    }

    private void containerStatus(
            ContainerStatusRequest request, SimulatedService.Reply<ContainerStatusResponse> reply) {
        GuestFigures figures = guests.figuresOf(request.getContainerId());
        reply.send(ContainerStatusResponse.newBuilder()
                .setStatus(ContainerStatus.newBuilder()
                        .setId(request.getContainerId())
                        .setStartedAt(nanos(guests.now().minus(guests.age())))
                        .setResources(ContainerResources.newBuilder()
                                .setLinux(LinuxContainerResources.newBuilder()
                                        .setCpuPeriod(100_000)
                                        .setCpuQuota(50_000)
                                        .setCpuShares(512)
                                        .setMemoryLimitInBytes(figures.memoryLimitBytes()))))
                .build());
    }

    private List<SimulatedPod> named(String sandbox) {
        return pods.get().stream()
                .filter(pod -> sandbox.isEmpty() || pod.id().equals(sandbox))
                .toList();
    }

    private static UInt64Value value(long number) {
        return UInt64Value.newBuilder().setValue(number).build();
    }

    private static long nanos(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
    }
}
