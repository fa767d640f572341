package io.katacontainers.monitor.collector.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.katacontainers.monitor.collector.runtime.containerd.ContainersGrpc;
import io.katacontainers.monitor.collector.runtime.containerd.EventsGrpc;
import io.katacontainers.monitor.collector.runtime.containerd.TasksGrpc;
import io.katacontainers.monitor.collector.runtime.cri.RuntimeServiceGrpc;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The collector runs as root next to the runtime: what it could never be made to call cannot harm a pod. */
class ReadOnlyCallsTest {
    private static final ContainerIds NONE = ContainerIds.of(List.of());
    private static final Map<ServiceDescriptor, List<String>> ALLOWED = Map.of(
            RuntimeServiceGrpc.getServiceDescriptor(),
            List.of(
                    "Version",
                    "ListPodSandbox",
                    "ListContainers",
                    "PodSandboxStatus",
                    "ContainerStatus",
                    "ListContainerStats",
                    "ListPodSandboxStats"),
            TasksGrpc.getServiceDescriptor(),
            List.of("Metrics"),
            ContainersGrpc.getServiceDescriptor(),
            List.of("List"),
            EventsGrpc.getServiceDescriptor(),
            List.of("Subscribe"));
    private static final List<String> FORBIDDEN_BY_CRI = List.of(
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
    /** Calls as they stand in a request, and their messages: the bare names are words of any program. */
    private static final List<String> FORBIDDEN_BY_CONTAINERD = List.of(
            "tasks.v1.Tasks/Create",
            "tasks.v1.Tasks/Start",
            "tasks.v1.Tasks/Delete",
            "tasks.v1.Tasks/DeleteProcess",
            "tasks.v1.Tasks/Kill",
            "tasks.v1.Tasks/Exec",
            "tasks.v1.Tasks/ResizePty",
            "tasks.v1.Tasks/CloseIO",
            "tasks.v1.Tasks/Pause",
            "tasks.v1.Tasks/Resume",
            "tasks.v1.Tasks/Checkpoint",
            "tasks.v1.Tasks/Update",
            "containers.v1.Containers/Create",
            "containers.v1.Containers/Update",
            "containers.v1.Containers/Delete",
            "events.v1.Events/Publish",
            "events.v1.Events/Forward",
            "CreateTaskRequest",
            "DeleteTaskRequest",
            "DeleteProcessRequest",
            "ExecProcessRequest",
            "KillRequest",
            "PauseTaskRequest",
            "ResumeTaskRequest",
            "CheckpointTaskRequest",
            "UpdateTaskRequest",
            "CreateContainerRequest",
            "DeleteContainerRequest",
            "UpdateContainerRequest",
            "PublishRequest",
            "ForwardRequest",
            "containerd.services.content",
            "containerd.services.images",
            "containerd.services.snapshots",
            "containerd.services.sandbox",
            "containerd.services.leases",
            "containerd.services.namespaces",
            "containerd.services.transfer");

    @Test
    void compiledServicesHaveReadCallsOnly() {
        assertThat(ALLOWED).allSatisfy((service, allowed) -> {
            assertThat(service.getMethods())
                    .extracting(MethodDescriptor::getBareMethodName)
                    .containsExactlyInAnyOrderElementsOf(allowed);
            ProtoFileDescriptorSupplier schema =
                    (ProtoFileDescriptorSupplier) Objects.requireNonNull(service.getSchemaDescriptor());
            assertThat(schema.getFileDescriptor().getServices())
                    .flatMap(Descriptors.ServiceDescriptor::getMethods)
                    .map(method -> method.getName())
                    .containsExactlyInAnyOrderElementsOf(allowed);
        });
    }

    @Test
    void bothVersionsOfTheCriCallTheSame() {
        assertThat(Stream.of(CriApi.V1, CriApi.V1ALPHA2)
                        .flatMap(api -> Stream.of(
                                api.version(),
                                api.pods(Set.of()),
                                api.containers(Set.of()),
                                api.containerStats(NONE),
                                api.podStats(NONE),
                                api.interfaces(new SandboxId("a")),
                                api.podStatus(),
                                api.containerStatus()))
                        .map(MethodDescriptor::getFullMethodName))
                .containsExactlyElementsOf(Stream.of("v1", "v1alpha2")
                        .flatMap(version -> Stream.of(
                                        "Version",
                                        "ListPodSandbox",
                                        "ListContainers",
                                        "ListContainerStats",
                                        "ListPodSandboxStats",
                                        "ListPodSandboxStats",
                                        "PodSandboxStatus",
                                        "ContainerStatus")
                                .map(call -> "runtime." + version + ".RuntimeService/" + call))
                        .toList());
    }

    @Test
    void containerdIsAskedByThreeCalls() {
        assertThat(Stream.of(ContainerdApi.metrics(NONE), ContainerdApi.containers(NONE), ContainerdApi.events())
                        .map(MethodDescriptor::getFullMethodName))
                .containsExactly(
                        "containerd.services.tasks.v1.Tasks/Metrics",
                        "containerd.services.containers.v1.Containers/List",
                        "containerd.services.events.v1.Events/Subscribe");
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
                    .doesNotContain(FORBIDDEN_BY_CRI)
                    .doesNotContain(FORBIDDEN_BY_CONTAINERD));
        }
    }
}
