package io.katacontainers.monitor.sim.sandbox;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes sandbox directories without shims by hand. */
@Command(
        name = "sandbox-directories",
        mixinStandardHelpOptions = true,
        description = "Makes sandbox directories as a Kata runtime does, and prints them.")
public final class SandboxDirectoriesMain implements Callable<Integer> {
    @Option(names = "--root", required = true, description = "Directory to make sandboxes in; repeatable.")
    private List<Path> roots = List.of();

    @Option(names = "--count", defaultValue = "1", description = "Sandboxes per root (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--flavor",
            defaultValue = "GO",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Flavor flavor = Flavor.GO;

    @Option(names = "--hypervisor", defaultValue = "qemu", description = "Its name (default: ${DEFAULT-VALUE}).")
    private String hypervisor = "qemu";

    @Override
    public Integer call() {
        Random random = new Random();
        for (Path root : roots) {
            SandboxDirectories directories = new SandboxDirectories(root, flavor);
            for (int i = 0; i < count; i++) {
                System.out.println(directories.create(SandboxDirectories.randomId(random), hypervisor));
            }
        }
        return 0;
    }

    public static void main(String... args) {
        System.exit(new CommandLine(new SandboxDirectoriesMain()).execute(args));
    }
}
