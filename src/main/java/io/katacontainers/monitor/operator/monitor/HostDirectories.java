package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The directories of the host that a collector sees, read-only. A directory inside another one that is mounted comes with it, and
 * one asked for twice is mounted once: the API server refuses two mounts at one path.
 */
final class HostDirectories {
    /** Sandbox directories are made by the first sandbox, which may come later than the collector. */
    private static final String CREATED = "DirectoryOrCreate";

    private static final String EXISTING = "Directory";
    private final List<Mount> mounts;

    private HostDirectories(List<Mount> mounts) {
        this.mounts = mounts;
    }

    private record Mount(String volume, String hostPath, String path, String type, boolean followsHost) {
        boolean holds(Path other) {
            return other.startsWith(Path.of(hostPath));
        }
    }

    static HostDirectories of(CollectorSettings settings, RuntimeEndpoint endpoint) {
        List<Path> sandboxes = settings.sandboxDirectories().stream()
                .map(HostDirectories::directoryOf)
                .distinct()
                .toList();
        Path runtime = parentOf(Path.of(endpoint.path()));
        List<Mount> mounts = new ArrayList<>();
        for (int i = 0; i < sandboxes.size(); i++) {
            Path directory = sandboxes.get(i);
            boolean nested = sandboxes.stream().anyMatch(o -> !o.equals(directory) && directory.startsWith(o))
                    || (!directory.equals(runtime) && directory.startsWith(runtime));
            if (!nested) {
                mounts.add(new Mount("sandboxes-" + i, directory.toString(), directory.toString(), CREATED, true));
            }
        }
        // The directory, not the socket: a runtime that restarts makes a new socket, which a mount of the old one never
        // shows.
        if (mounts.stream().noneMatch(m -> m.holds(runtime))) {
            mounts.add(new Mount("runtime", runtime.toString(), runtime.toString(), EXISTING, true));
        }
        mounts.add(new Mount("proc", "/proc", CollectorPodTemplate.HOST_PROC, EXISTING, false));
        mounts.add(new Mount("cgroup", "/sys/fs/cgroup", CollectorPodTemplate.HOST_CGROUP, EXISTING, false));
        return new HostDirectories(mounts);
    }

    /** The path in {@code [FLAVOR:]PATH}. */
    private static Path directoryOf(String sandboxDirectory) {
        return Path.of(sandboxDirectory.substring(sandboxDirectory.indexOf(':') + 1))
                .normalize();
    }

    private static Path parentOf(Path socket) {
        Path parent = socket.normalize().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    List<Volume> volumes() {
        return mounts.stream()
                .map(m -> new VolumeBuilder()
                        .withName(m.volume())
                        .withNewHostPath()
                        .withPath(m.hostPath())
                        .withType(m.type())
                        .endHostPath()
                        .build())
                .toList();
    }

    List<VolumeMount> mounts() {
        return mounts.stream()
                .map(m -> new VolumeMountBuilder()
                        .withName(m.volume())
                        .withMountPath(m.path())
                        .withReadOnly(true)
                        .withMountPropagation(m.followsHost() ? "HostToContainer" : null)
                        .build())
                .toList();
    }
}
