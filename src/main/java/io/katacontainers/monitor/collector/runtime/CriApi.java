package io.katacontainers.monitor.collector.runtime;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.katacontainers.monitor.collector.runtime.cri.ListContainersRequest;
import io.katacontainers.monitor.collector.runtime.cri.ListContainersResponse;
import io.katacontainers.monitor.collector.runtime.cri.ListPodSandboxRequest;
import io.katacontainers.monitor.collector.runtime.cri.ListPodSandboxResponse;
import io.katacontainers.monitor.collector.runtime.cri.RuntimeServiceGrpc;
import io.katacontainers.monitor.collector.runtime.cri.VersionRequest;
import io.katacontainers.monitor.collector.runtime.cri.VersionResponse;

/**
 * The calls of one CRI version. What is read of the messages is the same on the wire in all versions; only the service's name differs.
 *
 * @param label as in the service's name
 */
record CriApi(
        String label,
        MethodDescriptor<VersionRequest, VersionResponse> version,
        MethodDescriptor<ListPodSandboxRequest, ListPodSandboxResponse> listPodSandbox,
        MethodDescriptor<ListContainersRequest, ListContainersResponse> listContainers) {

    static final CriApi V1 = of("v1");

    /** All that containerd up to 1.5 and CRI-O before 1.20 serve. */
    static final CriApi V1ALPHA2 = of("v1alpha2");

    private static CriApi of(String label) {
        String service = "runtime." + label + ".RuntimeService";
        return new CriApi(
                label,
                method(service, RuntimeServiceGrpc.getVersionMethod(), VersionResponse.getDefaultInstance()),
                method(
                        service,
                        RuntimeServiceGrpc.getListPodSandboxMethod(),
                        ListPodSandboxResponse.getDefaultInstance()),
                method(
                        service,
                        RuntimeServiceGrpc.getListContainersMethod(),
                        ListContainersResponse.getDefaultInstance()));
    }

    private static <Q, A extends Message> MethodDescriptor<Q, A> method(
            String service, MethodDescriptor<Q, A> compiled, A defaultAnswer) {
        return compiled.toBuilder(compiled.getRequestMarshaller(), new LeanMarshaller<>(defaultAnswer))
                .setFullMethodName(
                        MethodDescriptor.generateFullMethodName(service, String.valueOf(compiled.getBareMethodName())))
                .build();
    }
}
