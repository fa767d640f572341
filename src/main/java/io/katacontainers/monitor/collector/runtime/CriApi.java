package io.katacontainers.monitor.collector.runtime;

import io.grpc.MethodDescriptor;
import io.katacontainers.monitor.collector.runtime.cri.Container;
import io.katacontainers.monitor.collector.runtime.cri.ListContainersRequest;
import io.katacontainers.monitor.collector.runtime.cri.ListPodSandboxRequest;
import io.katacontainers.monitor.collector.runtime.cri.PodSandbox;
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

    private <Q, A> MethodDescriptor<Q, A> method(
            MethodDescriptor<Q, ?> compiled, MethodDescriptor.Marshaller<A> answers) {
        String service = "runtime." + label + ".RuntimeService";
        String name = String.valueOf(compiled.getBareMethodName());
        return compiled.toBuilder(compiled.getRequestMarshaller(), answers)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
                .build();
    }
}
