package io.katacontainers.monitor.collector.runtime;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.MetadataUtils;
import io.katacontainers.monitor.collector.runtime.containerd.ContainersGrpc;
import io.katacontainers.monitor.collector.runtime.containerd.Envelope;
import io.katacontainers.monitor.collector.runtime.containerd.EventsGrpc;
import io.katacontainers.monitor.collector.runtime.containerd.ListContainersRequest;
import io.katacontainers.monitor.collector.runtime.containerd.MetricsRequest;
import io.katacontainers.monitor.collector.runtime.containerd.StoredContainer;
import io.katacontainers.monitor.collector.runtime.containerd.SubscribeRequest;
import io.katacontainers.monitor.collector.runtime.containerd.TaskMetric;
import io.katacontainers.monitor.collector.runtime.containerd.TasksGrpc;
import java.util.Map;

/** containerd's own calls, all of them in the namespace of Kubernetes. */
final class ContainerdApi {
    static final String NAMESPACE = "k8s.io";

    private ContainerdApi() {}

    /** Adds the namespace, without which containerd refuses all calls; other runtimes take no notice of it. */
    static Channel inNamespace(Channel channel) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER), NAMESPACE);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** Reads figures of these containers from their shims. */
    static MethodDescriptor<MetricsRequest, StatsReading> metrics(ContainerIds containers) {
        MethodDescriptor<MetricsRequest, ?> compiled = TasksGrpc.getMetricsMethod();
        return compiled.toBuilder(
                        compiled.getRequestMarshaller(),
                        new ItemMarshaller<>(TaskMetric.parser(), items -> StatsReading.ofTasks(items, containers)))
                .build();
    }

    /** Looks up what was set for these containers. */
    static MethodDescriptor<ListContainersRequest, Map<String, StoredFacts>> containers(ContainerIds containers) {
        MethodDescriptor<ListContainersRequest, ?> compiled = ContainersGrpc.getListMethod();
        return compiled.toBuilder(
                        compiled.getRequestMarshaller(),
                        new ItemMarshaller<>(StoredContainer.parser(), items -> StoredFacts.read(items, containers)))
                .build();
    }

    /** A stream of events. */
    static MethodDescriptor<SubscribeRequest, Envelope> events() {
        return EventsGrpc.getSubscribeMethod();
    }
}
