package io.katacontainers.monitor.collector.runtime;

import java.util.List;
import java.util.stream.Stream;

/** The calls that statistics come from. */
final class StatsCalls {
    final TrackedCall tasks = new TrackedCall("containerd Tasks/Metrics", "figures of containers, in full");
    final TrackedCall containerStats = new TrackedCall(
            "CRI ListContainerStats", "a few figures of containers, where containerd's own call is missing");
    final TrackedCall podStats = new TrackedCall("CRI ListPodSandboxStats", "network interfaces of pods");
    final TrackedCall containers = new TrackedCall("containerd Containers/List", "limits of containers, runtime type");
    final TrackedCall podStatus =
            new TrackedCall("CRI PodSandboxStatus", "process and declared overhead of sandboxes, runtime type");
    final TrackedCall containerStatus =
            new TrackedCall("CRI ContainerStatus", "limits of containers, where containerd's own call is missing");
    final TrackedCall events = new TrackedCall("containerd Events/Subscribe", "kills for lack of memory in guests");

    List<StatsCall> now() {
        return all().map(TrackedCall::now).toList();
    }

    void reset() {
        all().forEach(TrackedCall::reset);
    }

    void fail(String problem) {
        all().forEach(call -> call.fails(problem));
    }

    private Stream<TrackedCall> all() {
        return Stream.of(tasks, containerStats, podStats, containers, podStatus, containerStatus, events);
    }
}
