package io.katacontainers.monitor.sim.demo;

import io.katacontainers.monitor.sim.cri.GuestFigures;
import io.katacontainers.monitor.sim.cri.SimulatedContainer;
import io.katacontainers.monitor.sim.cri.SimulatedPod;
import io.katacontainers.monitor.sim.node.SimulatedProc;
import io.katacontainers.monitor.sim.node.SimulatedProcess;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** The VM of a sandbox: what its containers use inside, and what its processes use of the host for that. */
final class DemoVm {
    private static final long MIB = 1 << 20;

    /** Of loads. */
    private static final int KINDS = 4;

    /** CPUs that a VM takes to run, whatever runs in it. */
    private static final double IDLE_CORES = 0.02;

    /** What virtualization adds to each second of CPU in the guest. */
    private static final double EXITS = 0.05;

    private final Clock clock;
    private final Instant started;
    private final Map<String, DemoLoad> loads = new LinkedHashMap<>();
    private final SimulatedProcess shim;
    private final SimulatedProcess hypervisor;
    private long kills;
    private long resident;

    /** Starts it. A container whose name begins with {@code cart} leaks. */
    DemoVm(SimulatedPod pod, KataHandler handler, SimulatedProc proc, Clock clock) throws IOException {
        this.clock = clock;
        started = clock.instant();
        int seed = pod.name().hashCode();
        for (SimulatedContainer container : pod.containers()) {
            boolean leaks = container.name().startsWith("cart");
            loads.put(container.id(), new DemoLoad(Math.floorMod(seed++, KINDS), leaks));
        }
        String shimName = "containerd-shim-" + handler.runtimeClass() + "-v2";
        shim = proc.start(1, 12, 20, "/opt/kata/bin/" + shimName, "-namespace", "k8s.io", "-id", pod.id());
        hypervisor = handler.hypervisor().equals("qemu")
                ? proc.start(shim.pid(), 6, 40, "/opt/kata/bin/qemu-system-x86_64", "-name", "sandbox-" + pod.id())
                : shim;
        update();
    }

    /** The process that stands for it. */
    long pid() {
        return hypervisor.pid();
    }

    boolean has(String container) {
        return loads.containsKey(container);
    }

    /** What a container of it uses now. */
    GuestFigures figures(String container) {
        return Objects.requireNonNull(loads.get(container)).figures(age());
    }

    /**
     * Lets its processes use what they do by now.
     *
     * @param onKill told the container in which the guest's kernel has killed for lack of memory
     */
    void update(Consumer<String> onKill) throws IOException {
        update();
        long now = 0;
        for (Map.Entry<String, DemoLoad> load : loads.entrySet()) {
            now += load.getValue().kills(age());
            if (now > kills) {
                onKill.accept(load.getKey());
                kills = now;
            }
        }
    }

    private void update() throws IOException {
        Duration age = age();
        long usage = 0;
        double guestNanos = 0;
        for (DemoLoad load : loads.values()) {
            GuestFigures figures = load.figures(age);
            usage += figures.usageBytes();
            guestNanos += figures.cpuNanos();
        }
        // The guest's kernel and agent have their share, and more page cache as time goes by. What the guest frees the
        // host does not get back.
        long cache = Math.min(64, age.toSeconds() / 2) * MIB;
        resident = Math.max(resident, usage + 96 * MIB + cache);
        long cpu = (long) (guestNanos * (1 + EXITS) + age.toNanos() * IDLE_CORES);
        if (hypervisor == shim) {
            shim.uses(resident + 24 * MIB, cpu);
        } else {
            shim.uses(24 * MIB, age.toNanos() / 200);
            hypervisor.uses(resident, cpu);
        }
    }

    private Duration age() {
        return Duration.between(started, clock.instant());
    }

    /** Ends its processes. */
    void end() throws IOException {
        if (hypervisor != shim) {
            hypervisor.end();
        }
        shim.end();
    }
}
