package io.katacontainers.monitor.collector.runtime;

import io.katacontainers.monitor.collector.runtime.cri.ContainerStats;
import java.time.Instant;

/** What a runtime answered about one container, as it came: nothing in it is corrected or believed yet. */
public sealed interface RawContainerStats {
    /** At the runtime. */
    String containerId();

    /** When the figures were read, as the runtime says. */
    Instant at();

    /** containerd's {@code io.containerd.cgroups.v1.Metrics}: all that runtime-rs sends, and the Go shim on a host of cgroup v1. */
    record CgroupV1(
            String containerId, Instant at, io.katacontainers.monitor.collector.runtime.cgroups.v1.Metrics metrics)
            implements RawContainerStats {}

    /** containerd's {@code io.containerd.cgroups.v2.Metrics}: the Go shim on a host of cgroup v2. */
    record CgroupV2(
            String containerId, Instant at, io.katacontainers.monitor.collector.runtime.cgroups.v2.Metrics metrics)
            implements RawContainerStats {}

    /** The few figures of CRI's {@code ListContainerStats}. */
    record Cri(String containerId, Instant at, ContainerStats stats) implements RawContainerStats {}
}
