package io.katacontainers.monitor.collector.runtime;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.sandbox.RootState;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Sandboxes without directories. */
final class FakeSandboxes implements SandboxSource {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile List<Sandbox> present = List.of();

    void set(String... ids) {
        set(List.of(ids));
    }

    void set(Collection<String> ids) {
        present = ids.stream().map(FakeSandboxes::sandbox).toList();
        listeners.forEach(Runnable::run);
    }

    @Override
    public List<Sandbox> sandboxes() {
        return present;
    }

    @Override
    public Optional<Sandbox> find(SandboxId id) {
        return present.stream().filter(sandbox -> sandbox.id().equals(id)).findFirst();
    }

    @Override
    public ScrapeVerdict verdict(Sandbox sandbox) {
        return sandbox.verdict();
    }

    @Override
    public List<RootState> roots() {
        return Stream.of(Path.of("/run/vc/sbs"))
                .map(root -> new RootState(root, true, null))
                .toList();
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private static Sandbox sandbox(String id) {
        return new Sandbox(
                new SandboxId(id),
                Path.of("/run/vc/sbs", id),
                Flavor.GO,
                "qemu",
                new ScrapeVerdict.Allowed(),
                null,
                false);
    }
}
