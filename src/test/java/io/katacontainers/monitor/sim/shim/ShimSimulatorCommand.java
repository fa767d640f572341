package io.katacontainers.monitor.sim.shim;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs simulated shims until it is stopped. */
@Command(
        name = "shim-simulator",
        mixinStandardHelpOptions = true,
        description = "Serves simulated Kata shims on unix sockets.")
public final class ShimSimulatorCommand implements Callable<Integer> {
    /** Short enough for a socket's path, unlike the 64 digits of real ids. */
    private static final int ID_LENGTH = 32;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--root",
            required = true,
            description = "Gets the directories vc/sbs and kata. At most 30 characters.")
    @SuppressWarnings("NullAway.Init")
    private Path root;

    @Option(names = "--count", defaultValue = "10", description = "Number of shims (${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--flavor", defaultValue = "GO", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private Flavor flavor;

    @Option(
            names = "--hypervisor",
            defaultValue = "qemu",
            description = "As the state file names it (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String hypervisor;

    @Option(
            names = "--fault",
            paramLabel = "NAME=INDEX",
            description = "Makes one shim sick; repeatable. ${COMPLETION-CANDIDATES}")
    private Map<ShimFault, Integer> faults = Map.of();

    /** Entry point. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new ShimSimulatorCommand()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch cleaned = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stopped, cleaned)));
        try (ShimSimulator simulator = new ShimSimulator(root)) {
            for (int i = 0; i < count; i++) {
                SimulatedShim shim = simulator.start(id(i), flavor, hypervisor);
                out.printf("%4d %s%n", i, shim.socket());
            }
            for (Map.Entry<ShimFault, Integer> fault : faults.entrySet()) {
                SimulatedShim shim = simulator.find(id(fault.getValue()));
                if (shim == null) {
                    throw new ParameterException(spec.commandLine(), "--fault: there is no shim " + fault.getValue());
                }
                shim.fault(fault.getKey());
                out.printf("%4d has the fault %s%n", fault.getValue(), fault.getKey());
            }
            out.println("Ctrl-C ends.");
            out.flush();
            stopped.await();
        } finally {
            cleaned.countDown();
        }
        return CommandLine.ExitCode.OK;
    }

    private static void stopAndWait(CountDownLatch stop, CountDownLatch cleaned) {
        stop.countDown();
        try {
            cleaned.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String id(int index) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(("sandbox " + index).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, ID_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
