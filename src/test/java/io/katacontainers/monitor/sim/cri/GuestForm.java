package io.katacontainers.monitor.sim.cri;

/** How a shim words the figures of its guest to containerd. */
public enum GuestForm {
    /** runtime-rs: the message of cgroup v1 for a guest of cgroup v2, with what that loses. */
    RUNTIME_RS,
    /** The Go shim on a host of cgroup v1. */
    GO_CGROUP_V1,
    /** The Go shim on a host of cgroup v2: user and system time are swapped, all devices are merged. */
    GO_CGROUP_V2
}
