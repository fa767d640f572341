package io.katacontainers.monitor.sim.containerd;

import io.katacontainers.monitor.sim.containerd.cri.LinuxContainerResources;

/**
 * What a container may use at most; 0 for as much as there is.
 *
 * @param cpuMillicores 1000 for one CPU
 */
public record ContainerLimits(long cpuMillicores, long memoryBytes) {
    /** As much as there is. */
    public static final ContainerLimits NONE = new ContainerLimits(0, 0);

    /** The kubelet's. */
    private static final long PERIOD_MICROS = 100_000;

    LinuxContainerResources resources() {
        LinuxContainerResources.Builder resources =
                LinuxContainerResources.newBuilder().setMemoryLimitInBytes(memoryBytes);
        if (cpuMillicores > 0) {
            resources.setCpuPeriod(PERIOD_MICROS).setCpuQuota(cpuMillicores * PERIOD_MICROS / 1000);
        }
        return resources.build();
    }
}
