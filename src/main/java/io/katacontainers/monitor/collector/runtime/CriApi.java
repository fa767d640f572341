package io.katacontainers.monitor.collector.runtime;

import io.grpc.MethodDescriptor;
import io.katacontainers.monitor.collector.runtime.cri.Container;
import io.katacontainers.monitor.collector.runtime.cri.ContainerStats;
import io.katacontainers.monitor.collector.runtime.cri.ContainerStatusRequest;
import io.katacontainers.monitor.collector.runtime.cri.ContainerStatusResponse;
import io.katacontainers.monitor.collector.runtime.cri.ListContainerStatsRequest;
import io.katacontainers.monitor.collector.runtime.cri.ListContainersRequest;
import io.katacontainers.monitor.collector.runtime.cri.ListPodSandboxRequest;
import io.katacontainers.monitor.collector.runtime.cri.ListPodSandboxStatsRequest;
import io.katacontainers.monitor.collector.runtime.cri.PodSandbox;
import io.katacontainers.monitor.collector.runtime.cri.PodSandboxStats;
import io.katacontainers.monitor.collector.runtime.cri.PodSandboxStatusRequest;
import io.katacontainers.monitor.collector.runtime.cri.PodSandboxStatusResponse;
import io.katacontainers.monitor.collector.runtime.cri.RuntimeServiceGrpc;
import io.katacontainers.monitor.collector.runtime.cri.VersionRequest;
import io.katacontainers.monitor.collector.runtime.cri.VersionResponse;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The calls of one CRI version. What is read of the messages is the same on the wire in all versions; only the service's name differs.
 *
 * @param label as in the service's name
 */
record CriApi(String label) {
    static final CriApi V1 = new CriApi("v1");

    /** All that containerd up to 1.5 and CRI-O before 1.20 serve. */
    static final CriApi V1ALPHA2 = new CriApi("v1alpha2");

    MethodDescriptor<VersionRequest, VersionResponse> version() {
        MethodDescriptor<VersionRequest, VersionResponse> compiled = RuntimeServiceGrpc.getVersionMethod();
        return method(compiled, compiled.getResponseMarshaller());
    }

    /** Lists the pods of these sandboxes. */
    MethodDescriptor<ListPodSandboxRequest, Map<SandboxId, PodMetadata>> pods(Set<SandboxId> sandboxes) {
        return method(
                RuntimeServiceGrpc.getListPodSandboxMethod(),
                new ItemMarshaller<>(PodSandbox.parser(), items -> CriListing.pods(items, sandboxes)));
    }

    /** Lists the containers of these sandboxes. */
    MethodDescriptor<ListContainersRequest, Map<SandboxId, List<ContainerMetadata>>> containers(
            Set<SandboxId> sandboxes) {
        return method(
                RuntimeServiceGrpc.getListContainersMethod(),
                new ItemMarshaller<>(Container.parser(), items -> CriListing.containers(items, sandboxes)));
    }

    /** Reads figures of these containers from their shims. */
    MethodDescriptor<ListContainerStatsRequest, StatsReading> containerStats(ContainerIds containers) {
        return method(
                RuntimeServiceGrpc.getListContainerStatsMethod(),
                new ItemMarshaller<>(ContainerStats.parser(), items -> StatsReading.ofContainers(items, containers)));
    }

    /** The same from what is said of their pod. */
    MethodDescriptor<ListPodSandboxStatsRequest, StatsReading> podStats(ContainerIds containers) {
        return method(
                RuntimeServiceGrpc.getListPodSandboxStatsMethod(),
                new ItemMarshaller<>(PodSandboxStats.parser(), items -> StatsReading.ofPods(items, containers)));
    }

    /** Counts what went over the interfaces of this pod. */
    MethodDescriptor<ListPodSandboxStatsRequest, List<PodInterface>> interfaces(SandboxId sandbox) {
        return method(
                RuntimeServiceGrpc.getListPodSandboxStatsMethod(),
                new ItemMarshaller<>(PodSandboxStats.parser(), items -> PodInterfaces.read(items, sandbox)));
    }

    MethodDescriptor<PodSandboxStatusRequest, PodSandboxStatusResponse> podStatus() {
        MethodDescriptor<PodSandboxStatusRequest, PodSandboxStatusResponse> compiled =
                RuntimeServiceGrpc.getPodSandboxStatusMethod();
        return method(compiled, compiled.getResponseMarshaller());
    }

    MethodDescriptor<ContainerStatusRequest, ContainerStatusResponse> containerStatus() {
        MethodDescriptor<ContainerStatusRequest, ContainerStatusResponse> compiled =
                RuntimeServiceGrpc.getContainerStatusMethod();
        return method(compiled, compiled.getResponseMarshaller());
    }

    private <Q, A> MethodDescriptor<Q, A> method(
            MethodDescriptor<Q, ?> compiled, MethodDescriptor.Marshaller<A> answers) {
        String service = "runtime." + label + ".RuntimeService";
        String name = String.valueOf(compiled.getBareMethodName());
        return compiled.toBuilder(compiled.getRequestMarshaller(), answers)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
                .build();
    }
}
