package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.runtime.PodLookup;
import io.katacontainers.monitor.collector.runtime.PodMetadata;
import io.katacontainers.monitor.collector.runtime.PodSource;
import io.katacontainers.monitor.collector.runtime.RuntimeState;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Pods as a test sets them. */
final class FakePods implements PodSource {
    private final Map<SandboxId, PodLookup> known = new ConcurrentHashMap<>();
    private volatile @Nullable String runtime = "containerd";

    FakePods with(String id, String namespace, String name) {
        PodMetadata pod = new PodMetadata("uid-of-" + id, name, namespace, "kata", true);
        known.put(new SandboxId(id), new PodLookup.Known(pod, List.of()));
        return this;
    }

    /** @param name null where the runtime has not answered yet */
    void runtime(@Nullable String name) {
        runtime = name;
    }

    @Override
    public PodLookup lookup(SandboxId id) {
        return known.getOrDefault(id, new PodLookup.None());
    }

    @Override
    public RuntimeState runtime() {
        String name = runtime;
        return name == null
                ? new RuntimeState(false, null, null, null, null, "no socket")
                : new RuntimeState(true, "/run/cri.sock", name, "2.1.4", "v1", null);
    }

    @Override
    public void onChange(Runnable listener) {
        // No test listens.
    }
}
