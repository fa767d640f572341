package io.katacontainers.monitor.sim.containerd;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.katacontainers.monitor.sim.containerd.cri.ContainerConfig;
import io.katacontainers.monitor.sim.containerd.cri.ContainerMetadata;
import io.katacontainers.monitor.sim.containerd.cri.CreateContainerRequest;
import io.katacontainers.monitor.sim.containerd.cri.ImageSpec;
import io.katacontainers.monitor.sim.containerd.cri.LinuxContainerConfig;
import io.katacontainers.monitor.sim.containerd.cri.LinuxPodSandboxConfig;
import io.katacontainers.monitor.sim.containerd.cri.LinuxSandboxSecurityContext;
import io.katacontainers.monitor.sim.containerd.cri.NamespaceMode;
import io.katacontainers.monitor.sim.containerd.cri.NamespaceOption;
import io.katacontainers.monitor.sim.containerd.cri.PodSandboxConfig;
import io.katacontainers.monitor.sim.containerd.cri.PodSandboxMetadata;
import io.katacontainers.monitor.sim.containerd.cri.RemovePodSandboxRequest;
import io.katacontainers.monitor.sim.containerd.cri.RunPodSandboxRequest;
import io.katacontainers.monitor.sim.containerd.cri.RuntimeServiceGrpc;
import io.katacontainers.monitor.sim.containerd.cri.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.katacontainers.monitor.sim.containerd.cri.StartContainerRequest;
import io.katacontainers.monitor.sim.containerd.cri.StopPodSandboxRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Makes and ends pods at a real runtime, in the kubelet's place. Pods use the network of the host and cgroups below one of their own. */
public final class PodRunner implements AutoCloseable {
    private final EventLoopGroup group = new EpollEventLoopGroup(1);
    private final ManagedChannel channel;
    private final String cgroup = "kata-monitor-test-" + ProcessHandle.current().pid();
    private final Map<String, PodSandboxConfig> running = new LinkedHashMap<>();

    /** Talks to the runtime at {@code socket}. */
    public PodRunner(Path socket) {
        channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .channelType(EpollDomainSocketChannel.class)
                .eventLoopGroup(group)
                .overrideAuthority("localhost")
                .usePlaintext()
                .build();
    }

    /**
     * Starts a pod without containers.
     *
     * @param handler of the RuntimeClass; empty for the runtime's default
     * @return id of its sandbox
     */
    public String runPod(String namespace, String name, String handler) {
        return runPod(namespace, name, UUID.randomUUID().toString(), handler);
    }

    /** As above, for a pod that the API server has given this UID. */
    public String runPod(String namespace, String name, String uid, String handler) {
        return runPod(namespace, name, uid, handler, "");
    }

    /** As above; containers with a {@code log_path} write their logs below a directory. */
    public String runPod(String namespace, String name, String uid, String handler, String logDirectory) {
        PodSandboxConfig config = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setNamespace(namespace)
                        .setName(name)
                        .setUid(uid))
                .setLogDirectory(logDirectory)
                .setLinux(LinuxPodSandboxConfig.newBuilder()
                        .setCgroupParent("/" + cgroup)
                        .setSecurityContext(LinuxSandboxSecurityContext.newBuilder()
                                .setNamespaceOptions(
                                        NamespaceOption.newBuilder().setNetwork(NamespaceMode.NODE))))
                .putLabels("io.kubernetes.pod.name", name)
                .putLabels("io.kubernetes.pod.namespace", namespace)
                .build();
        String id = calls().runPodSandbox(RunPodSandboxRequest.newBuilder()
                        .setConfig(config)
                        .setRuntimeHandler(handler)
                        .build())
                .getPodSandboxId();
        running.put(id, config);
        return id;
    }

    /**
     * Starts a container of {@link PrivateContainerd#IMAGE} that may use all there is.
     *
     * @param command empty for the image's own, which sleeps
     * @return id of the container
     */
    public String runContainer(String sandbox, String name, String... command) {
        return runContainer(sandbox, name, ContainerLimits.NONE, command);
    }

    /** As above, within limits. */
    public String runContainer(String sandbox, String name, ContainerLimits limits, String... command) {
        return runContainer(
                sandbox,
                ContainerConfig.newBuilder()
                        .setMetadata(ContainerMetadata.newBuilder().setName(name))
                        .setImage(ImageSpec.newBuilder()
                                .setImage(PrivateContainerd.IMAGE)
                                .setUserSpecifiedImage(PrivateContainerd.IMAGE))
                        .addAllCommand(List.of(command))
                        .putLabels("io.kubernetes.container.name", name)
                        .setLinux(LinuxContainerConfig.newBuilder().setResources(limits.resources()))
                        .build());
    }

    /** As above, of any image that the runtime has, and with all that a kubelet may ask for. */
    public String runContainer(String sandbox, ContainerConfig config) {
        PodSandboxConfig pod = running.get(sandbox);
        if (pod == null) {
            throw new IllegalArgumentException("not a sandbox of this runner: " + sandbox);
        }
        String id = calls().createContainer(CreateContainerRequest.newBuilder()
                        .setPodSandboxId(sandbox)
                        .setSandboxConfig(pod)
                        .setConfig(config)
                        .build())
                .getContainerId();
        var unused = calls().startContainer(
                        StartContainerRequest.newBuilder().setContainerId(id).build());
        return id;
    }

    /** The cgroup of a container of this runner's pods. */
    public ContainerCgroup cgroup(String container) {
        return new ContainerCgroup(cgroup + "/" + container);
    }

    /** Stops a pod with its containers; the runtime lists it as not ready from then on. */
    public void stopPod(String sandbox) {
        var unused = calls().stopPodSandbox(StopPodSandboxRequest.newBuilder()
                .setPodSandboxId(sandbox)
                .build());
    }

    /** Stops a pod and has the runtime forget it. */
    public void removePod(String sandbox) {
        stopPod(sandbox);
        var unused = calls().removePodSandbox(RemovePodSandboxRequest.newBuilder()
                .setPodSandboxId(sandbox)
                .build());
        running.remove(sandbox);
    }

    /** Removes all pods that this runner started, and their cgroups. */
    @Override
    public void close() {
        try {
            List.copyOf(running.keySet()).forEach(this::removePod);
        } finally {
            channel.shutdownNow();
            var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            removeCgroups();
        }
    }

    private RuntimeServiceBlockingStub calls() {
        return RuntimeServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    private void removeCgroups() {
        try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
            Stream.concat(Stream.of(Path.of("/sys/fs/cgroup")), hierarchies)
                    .map(hierarchy -> hierarchy.resolve(cgroup))
                    .filter(Files::isDirectory)
                    .forEach(PodRunner::removeCgroup);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeCgroup(Path top) {
        try (Stream<Path> below = Files.walk(top)) {
            for (Path each : below.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
