package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.runtime.ContainerMetadata;
import io.katacontainers.monitor.collector.runtime.PodLookup;
import io.katacontainers.monitor.collector.runtime.PodMetadata;
import io.katacontainers.monitor.collector.runtime.PodSource;
import io.katacontainers.monitor.collector.runtime.RuntimeState;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.sandbox.RootState;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Sandboxes and their pods, without directories and without a runtime. */
final class FakeNode implements SandboxSource, PodSource {
    private final Map<SandboxId, Sandbox> sandboxes = new ConcurrentSkipListMap<>();
    private final Map<SandboxId, PodLookup> pods = new ConcurrentSkipListMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** A sandbox that runs these containers. */
    void run(String id, String... containers) {
        set(id, true, false, true, containers(ContainerMetadata.State.RUNNING, containers));
    }

    /** A sandbox and its pod as they are told. */
    void set(String id, boolean socket, boolean stale, boolean ready, List<ContainerMetadata> containers) {
        SandboxId key = new SandboxId(id);
        sandboxes.put(
                key,
                new Sandbox(
                        key,
                        Path.of("/run/vc/sbs", id),
                        Flavor.GO,
                        "qemu",
                        new ScrapeVerdict.Allowed(),
                        socket ? "inode" : null,
                        stale));
        pods.put(
                key, new PodLookup.Known(new PodMetadata("uid-" + id, "pod-" + id, "shop", "kata", ready), containers));
        changed();
    }

    /** The runtime has not told yet what is in the sandbox. */
    void unknown(String id) {
        pods.put(new SandboxId(id), new PodLookup.Pending());
        changed();
    }

    void remove(String id) {
        sandboxes.remove(new SandboxId(id));
        pods.remove(new SandboxId(id));
        changed();
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    static List<ContainerMetadata> containers(ContainerMetadata.State state, String... ids) {
        return Stream.of(ids)
                .map(id -> new ContainerMetadata(id, "name-" + id, "shop/app:1", state))
                .toList();
    }

    @Override
    public List<Sandbox> sandboxes() {
        return List.copyOf(sandboxes.values());
    }

    @Override
    public Optional<Sandbox> find(SandboxId id) {
        return Optional.ofNullable(sandboxes.get(id));
    }

    @Override
    public ScrapeVerdict verdict(Sandbox sandbox) {
        return sandbox.verdict();
    }

    @Override
    public List<RootState> roots() {
        return List.of();
    }

    @Override
    public PodLookup lookup(SandboxId id) {
        return pods.getOrDefault(id, new PodLookup.Pending());
    }

    @Override
    public RuntimeState runtime() {
        return new RuntimeState(true, "/run/containerd/containerd.sock", "containerd", "2.0.0", "v1", null);
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
