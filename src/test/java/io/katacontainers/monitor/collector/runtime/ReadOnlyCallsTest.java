package io.katacontainers.monitor.collector.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.katacontainers.monitor.collector.runtime.cri.RuntimeServiceGrpc;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The collector runs as root next to the runtime: what it could never be made to call cannot harm a pod. */
class ReadOnlyCallsTest {
    private static final List<String> ALLOWED = List.of(
            "Version",
            "ListPodSandbox",
            "ListContainers",
            "PodSandboxStatus",
            "ContainerStatus",
            "ListContainerStats",
            "ListPodSandboxStats");
    private static final List<String> FORBIDDEN = List.of(
            "RunPodSandbox",
            "StopPodSandbox",
            "RemovePodSandbox",
            "UpdatePodSandboxResources",
            "PortForward",
            "CreateContainer",
            "StartContainer",
            "StopContainer",
            "RemoveContainer",
            "UpdateContainerResources",
            "ReopenContainerLog",
            "CheckpointContainer",
            "ExecSync",
            "ExecRequest",
            "AttachRequest",
            "UpdateRuntimeConfig",
            "PullImage",
            "RemoveImage");

    @Test
    void compiledServicesHaveReadCallsOnly() {
        assertThat(RuntimeServiceGrpc.getServiceDescriptor().getMethods())
                .extracting(MethodDescriptor::getBareMethodName)
                .containsExactlyInAnyOrderElementsOf(ALLOWED);
        ProtoFileDescriptorSupplier schema = (ProtoFileDescriptorSupplier)
                Objects.requireNonNull(RuntimeServiceGrpc.getServiceDescriptor().getSchemaDescriptor());
        assertThat(schema.getFileDescriptor().getServices())
                .flatMap(ServiceDescriptor::getMethods)
                .map(method -> method.getName())
                .containsExactlyInAnyOrderElementsOf(ALLOWED);
    }

    @Test
    void bothVersionsCallTheSameThree() {
        assertThat(Stream.of(CriApi.V1, CriApi.V1ALPHA2)
                        .flatMap(api -> Stream.of(api.version(), api.pods(Set.of()), api.containers(Set.of())))
                        .map(MethodDescriptor::getFullMethodName))
                .containsExactly(
                        "runtime.v1.RuntimeService/Version",
                        "runtime.v1.RuntimeService/ListPodSandbox",
                        "runtime.v1.RuntimeService/ListContainers",
                        "runtime.v1alpha2.RuntimeService/Version",
                        "runtime.v1alpha2.RuntimeService/ListPodSandbox",
                        "runtime.v1alpha2.RuntimeService/ListContainers");
    }

    @Test
    void noClassOfTheProductNamesAWriteCall() throws IOException, URISyntaxException {
        Path classes = Path.of(RuntimeServiceGrpc.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            List<Path> product =
                    files.filter(file -> file.toString().endsWith(".class")).toList();
            assertThat(product)
                    .map(file -> file.getFileName().toString())
                    .filteredOn(name -> name.endsWith("Grpc.class"))
                    .containsExactlyInAnyOrder(
                            "RuntimeServiceGrpc.class", "TasksGrpc.class", "ContainersGrpc.class", "EventsGrpc.class");
            assertThat(product).allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .doesNotContain(FORBIDDEN));
        }
    }
}
