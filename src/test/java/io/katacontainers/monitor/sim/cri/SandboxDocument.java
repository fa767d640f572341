package io.katacontainers.monitor.sim.cri;

/** The JSON that containerd tells of sandboxes and containers. */
final class SandboxDocument {
    /** Stands in the environment of each container: a client that shows it anywhere leaks. */
    static final String SECRET = "PASSWORD=simulated-secret";

    private SandboxDocument() {}

    /** As kata-deploy names its types; anything that is not called kata is runc. */
    static String runtimeType(SimulatedPod pod) {
        return pod.handler().startsWith("kata") ? "io.containerd." + pod.handler() + ".v2" : "io.containerd.runc.v2";
    }

    /** The OCI runtime specification of a container. */
    static String spec(GuestFigures figures) {
        String memory = figures.memoryLimitBytes() == 0 ? "" : "\"limit\": " + figures.memoryLimitBytes();
        return """
                {"ociVersion": "1.1.0",
                 "process": {"args": ["server"], "env": ["PATH=/bin", "%s"], "cwd": "/"},
                 "linux": {"resources": {
                   "devices": [{"allow": false, "access": "rwm"}],
                   "memory": {%s},
                   "cpu": {"shares": 512, "quota": 50000, "period": 100000}}}}
                """.formatted(SECRET, memory);
    }

    /** The text under {@code info} of a verbose {@code PodSandboxStatus}. */
    static String info(SimulatedPod pod, long pid) {
        return """
                {"pid": %d, "processStatus": "running", "image": "pause", "snapshotter": "overlayfs",
                 "runtimeHandler": "%s", "runtimeType": "%s", "runtimeOptions": null,
                 "config": {"metadata": {"name": "%s", "namespace": "%s"},
                   "linux": {"cgroup_parent": "/kubepods/pod1",
                     "overhead": {"cpu_period": 100000, "cpu_quota": 25000, "cpu_shares": 256, "memory_limit_in_bytes": 167772160},
                     "resources": {"cpu_period": 100000, "cpu_shares": 1024}}},
                 "runtimeSpec": {"process": {"env": ["%s"]}}}
                """.formatted(pid, pod.handler(), runtimeType(pod), pod.name(), pod.namespace(), SECRET);
    }
}
