package io.katacontainers.monitor.sim.cri;

import io.katacontainers.monitor.collector.runtime.cri.Container;
import io.katacontainers.monitor.collector.runtime.cri.ContainerMetadata;
import io.katacontainers.monitor.collector.runtime.cri.ContainerState;
import io.katacontainers.monitor.collector.runtime.cri.ImageSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A container of a simulated pod.
 *
 * @param id at the runtime
 * @param name in its pod
 * @param image as the pod's spec has it
 * @param state {@code CREATED}, {@code RUNNING} (also where null), {@code EXITED} or {@code UNKNOWN}
 */
public record SimulatedContainer(
        String id, String name, String image, @Nullable String state) {
    /** A running container. */
    public static SimulatedContainer running(String id, String name, String image) {
        return new SimulatedContainer(id, name, image, null);
    }

    /** As containerd lists it: the image resolved to an id, the pod's own wording aside. */
    Container listed(String podSandboxId) {
        String imageId = "sha256:" + "0".repeat(64);
        return Container.newBuilder()
                .setId(id)
                .setPodSandboxId(podSandboxId)
                .setMetadata(ContainerMetadata.newBuilder().setName(name))
                .setImage(ImageSpec.newBuilder().setImage(imageId).setUserSpecifiedImage(image))
                .setImageRef(imageId)
                .setState(ContainerState.valueOf("CONTAINER_" + Objects.requireNonNullElse(state, "RUNNING")))
                .build();
    }
}
