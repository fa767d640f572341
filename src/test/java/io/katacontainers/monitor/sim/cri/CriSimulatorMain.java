package io.katacontainers.monitor.sim.cri;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a simulated container runtime until it is interrupted. */
@Command(name = "cri-simulator", mixinStandardHelpOptions = true, description = "A container runtime that only lists.")
public final class CriSimulatorMain implements Callable<Integer> {
    @Option(names = "--socket", required = true, description = "Path of the unix socket to create.")
    private Path socket = Path.of("cri.sock");

    @Option(names = "--pods", defaultValue = "0", description = "How many pods to make up.")
    private int count;

    @Option(
            names = "--file",
            description = "JSON array of pods to list instead; read again when another file takes its place.")
    private @Nullable Path file;

    @Option(names = "--fault", defaultValue = "NONE", description = "One of ${COMPLETION-CANDIDATES}.")
    private Fault fault = Fault.NONE;

    @Option(
            names = "--api",
            defaultValue = "v1,v1alpha2",
            split = ",",
            description = "CRI versions to serve (default: ${DEFAULT-VALUE}).")
    private String[] apis = {};

    @Option(
            names = "--guests",
            description = "Answer statistic calls of the CRI and of containerd with figures that move.")
    private boolean guests;

    /** See {@code --help}. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CriSimulatorMain()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CriSimulator simulator = new CriSimulator(socket).serve(apis).fault(fault);
        if (guests) {
            simulator.guests(new SimulatedGuests());
        }
        Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
        if (file == null) {
            simulator.pods(SimulatedPod.many(count)).start();
            System.out.println("listing " + count + " pods at " + socket);
            Thread.currentThread().join();
            return 0;
        }
        follow(simulator, file);
        return 0;
    }

    private static void follow(CriSimulator simulator, Path file) throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        FileTime read = null;
        while (true) {
            FileTime written = Files.getLastModifiedTime(file);
            if (!written.equals(read)) {
                List<SimulatedPod> pods = json.readValue(file.toFile(), new TypeReference<List<SimulatedPod>>() {});
                simulator.pods(pods);
                System.out.println("listing " + pods.size() + " pods at " + simulator.socket());
                if (read == null) {
                    simulator.start();
                }
                read = written;
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }
}
