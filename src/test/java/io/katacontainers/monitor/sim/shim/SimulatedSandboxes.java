package io.katacontainers.monitor.sim.shim;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.sandbox.RootState;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The sandboxes of a simulator as discovery would find them, for tests that need no discovery. */
public final class SimulatedSandboxes implements SandboxSource {
    private static final Set<String> SAFE = Set.of("dragonball", "clh", "openvmm");

    private final ShimSimulator simulator;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean stale = new AtomicBoolean();

    /** Of this simulator. */
    public SimulatedSandboxes(ShimSimulator simulator) {
        this.simulator = simulator;
    }

    /** Whether sandboxes without a socket have been so for a while. */
    public void stale(boolean stale) {
        this.stale.set(stale);
    }

    /** Calls the listeners. */
    public void changed() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public List<Sandbox> sandboxes() {
        return simulator.shims().stream().map(this::sandbox).toList();
    }

    @Override
    public Optional<Sandbox> find(SandboxId id) {
        return Optional.ofNullable(simulator.find(id.value())).map(this::sandbox);
    }

    private Sandbox sandbox(SimulatedShim shim) {
        Object inode = inode(shim);
        return new Sandbox(
                new SandboxId(shim.id()),
                shim.directory(),
                shim.flavor(),
                shim.hypervisor(),
                verdict(shim.flavor(), shim.hypervisor()),
                inode,
                inode == null && stale.get());
    }

    private static @Nullable Object inode(SimulatedShim shim) {
        try {
            // The time tells a new socket from an old one whose inode's number it was given.
            return List.of(Files.getAttribute(shim.socket(), "unix:ino"), Files.getLastModifiedTime(shim.socket()));
        } catch (IOException e) {
            return null;
        }
    }

    private static ScrapeVerdict verdict(Flavor flavor, @Nullable String hypervisor) {
        return flavor == Flavor.RUNTIME_RS && (hypervisor == null || !SAFE.contains(hypervisor))
                ? new ScrapeVerdict.Denied("runtime_rs_" + hypervisor)
                : new ScrapeVerdict.Allowed();
    }

    @Override
    public ScrapeVerdict verdict(Sandbox sandbox) {
        return verdict(sandbox.flavor(), sandbox.hypervisor());
    }

    @Override
    public List<RootState> roots() {
        return List.of(new RootState(simulator.goRoot(), true, null), new RootState(simulator.rustRoot(), true, null));
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
