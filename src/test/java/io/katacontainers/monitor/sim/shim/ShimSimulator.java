package io.katacontainers.monitor.sim.shim;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The shims of one node, in directories laid out as {@code /run/vc/sbs} (Go) and {@code /run/kata} (runtime-rs). */
public final class ShimSimulator implements AutoCloseable {
    private final Path goRoot;
    private final Path rustRoot;
    private final PayloadTemplate goPayload;
    private final PayloadTemplate rustPayload;
    private final Map<String, SimulatedShim> shims = new ConcurrentSkipListMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "shim");
        thread.setDaemon(true);
        return thread;
    });

    /** @param root gets {@code vc/sbs} and {@code kata} */
    public ShimSimulator(Path root) throws IOException {
        this.goRoot = Files.createDirectories(root.resolve("vc/sbs"));
        this.rustRoot = Files.createDirectories(root.resolve("kata"));
        this.goPayload = PayloadTemplate.of("/payloads/shim-go-qemu.prom");
        this.rustPayload = PayloadTemplate.of("/payloads/shim-runtime-rs-dragonball.prom");
    }

    /** Directory of the Go shims. */
    public Path goRoot() {
        return goRoot;
    }

    /** Directory of the runtime-rs shims. */
    public Path rustRoot() {
        return rustRoot;
    }

    /** Starts a shim. */
    public SimulatedShim start(String id, Flavor flavor, String hypervisor) throws IOException {
        boolean rust = flavor == Flavor.RUNTIME_RS;
        Path directory = (rust ? rustRoot : goRoot).resolve(id);
        SimulatedShim shim = new SimulatedShim(
                id, count.getAndIncrement(), flavor, hypervisor, directory, rust ? rustPayload : goPayload, threads);
        shim.start();
        shims.put(id, shim);
        return shim;
    }

    /** Ends a shim and removes its directory. */
    public void stop(String id) throws IOException {
        SimulatedShim shim = shims.remove(id);
        if (shim != null) {
            shim.stop();
        }
    }

    /** The shim of this sandbox; null where there is none. */
    public @Nullable SimulatedShim find(String id) {
        return shims.get(id);
    }

    /** All shims, sorted by id. */
    public List<SimulatedShim> shims() {
        return List.copyOf(shims.values());
    }

    @Override
    public void close() throws IOException {
        for (SimulatedShim shim : shims()) {
            stop(shim.id());
        }
        threads.shutdownNow();
    }
}
