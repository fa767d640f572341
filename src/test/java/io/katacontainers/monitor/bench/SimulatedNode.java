package io.katacontainers.monitor.bench;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.sim.cri.CriSimulator;
import io.katacontainers.monitor.sim.cri.GuestForm;
import io.katacontainers.monitor.sim.cri.SimulatedGuests;
import io.katacontainers.monitor.sim.cri.SimulatedPod;
import io.katacontainers.monitor.sim.shim.ShimSimulator;
import io.katacontainers.monitor.sim.shim.SimulatedShim;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The other side of the collector, in a process of its own: Go shims with QEMU and a container runtime that knows their pods, of two containers
 * each, and what these use. Argument: an
 * empty directory. Each line on standard input is the number of sandboxes that there shall be; answered by the milliseconds it took. Ends with
 * its input.
 */
public final class SimulatedNode {
    private SimulatedNode() {}

    /** Entry point. */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        try (ShimSimulator shims = new ShimSimulator(directory);
                CriSimulator runtime = new CriSimulator(directory.resolve("cri.sock"))) {
            runtime.guests(new SimulatedGuests().form(sandbox -> GuestForm.GO_CGROUP_V2))
                    .start();
            System.out.println("ready");
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                long start = System.nanoTime();
                hold(Integer.parseInt(line), shims, runtime);
                System.out.println((System.nanoTime() - start) / 1_000_000);
            }
        }
        System.exit(0);
    }

    private static void hold(int count, ShimSimulator shims, CriSimulator runtime) throws IOException {
        List<SimulatedPod> pods = SimulatedPod.many(count, "app", "sidecar");
        runtime.pods(pods);
        List<SimulatedShim> present = shims.shims();
        for (SimulatedPod pod : pods.subList(Math.min(present.size(), count), count)) {
            shims.start(pod.id(), Flavor.GO, "qemu");
        }
        for (SimulatedShim shim : present.subList(Math.min(present.size(), count), present.size())) {
            shims.stop(shim.id());
        }
    }
}
