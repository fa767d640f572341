package io.katacontainers.monitor.e2e;

import io.katacontainers.monitor.sim.containerd.PodRunner;
import io.katacontainers.monitor.sim.containerd.cri.Capability;
import io.katacontainers.monitor.sim.containerd.cri.ContainerConfig;
import io.katacontainers.monitor.sim.containerd.cri.ContainerMetadata;
import io.katacontainers.monitor.sim.containerd.cri.ImageSpec;
import io.katacontainers.monitor.sim.containerd.cri.Int64Value;
import io.katacontainers.monitor.sim.containerd.cri.KeyValue;
import io.katacontainers.monitor.sim.containerd.cri.LinuxContainerConfig;
import io.katacontainers.monitor.sim.containerd.cri.LinuxContainerSecurityContext;
import io.katacontainers.monitor.sim.containerd.cri.Mount;
import io.katacontainers.monitor.sim.containerd.cri.NamespaceMode;
import io.katacontainers.monitor.sim.containerd.cri.NamespaceOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A pod of one container of our image, held as our manifests hold it: a read-only root file system, no capability, no way to gain one, and a
 * {@code /tmp}.
 */
final class ImageContainer {
    private final ContainerConfig.Builder config;
    private final LinuxContainerSecurityContext.Builder security = LinuxContainerSecurityContext.newBuilder()
            .setReadonlyRootfs(true)
            .setNoNewPrivs(true)
            .setNamespaceOptions(NamespaceOption.newBuilder().setNetwork(NamespaceMode.NODE))
            .setCapabilities(Capability.newBuilder().addDropCapabilities("ALL"));
    private final String name;
    private final Path logs;

    /**
     * @param workspace gets the log and what is written to {@code /tmp}
     * @param arguments behind the image's entry point
     */
    ImageContainer(String image, String name, Workspace workspace, Iterable<String> arguments) throws IOException {
        this.name = name;
        this.logs = workspace.directory("logs");
        Path tmp = workspace.directory("tmp-" + name);
        boolean unused = tmp.toFile().setWritable(true, false);
        config = ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder().setName(name))
                .setImage(ImageSpec.newBuilder().setImage(image).setUserSpecifiedImage(image))
                .addAllArgs(arguments)
                .setLogPath(name + ".log");
        mount(tmp, "/tmp", false);
    }

    /** Instead of the image's own. */
    ImageContainer user(long id) {
        security.setRunAsUser(Int64Value.newBuilder().setValue(id));
        return this;
    }

    ImageContainer environment(String variable, String value) {
        config.addEnvs(KeyValue.newBuilder().setKey(variable).setValue(value));
        return this;
    }

    /** Shows a directory of the host, to look at. */
    ImageContainer readOnly(Path host, String container) {
        mount(host, container, true);
        return this;
    }

    private void mount(Path host, String container, boolean readOnly) {
        config.addMounts(Mount.newBuilder()
                .setHostPath(host.toString())
                .setContainerPath(container)
                .setReadonly(readOnly));
    }

    /** Starts it; pods of a runner end with it. */
    ImageContainer run(PodRunner pods) {
        String pod = pods.runPod("kata-monitor-system", name, UUID.randomUUID().toString(), "", logs.toString());
        var unused = pods.runContainer(
                pod,
                config.setLinux(LinuxContainerConfig.newBuilder().setSecurityContext(security))
                        .build());
        return this;
    }

    /** What it has written so far, with the runtime's marks before each line. */
    String log() throws IOException {
        Path file = logs.resolve(name + ".log");
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
