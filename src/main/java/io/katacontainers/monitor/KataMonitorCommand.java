package io.katacontainers.monitor;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Without a subcommand: the collector as a drop-in for upstream's kata-monitor on a host. */
@Command(
        name = "kata-monitor",
        description = "Prometheus metrics and Kubernetes objects for Kata Containers sandboxes.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        usageHelpWidth = 110)
final class KataMonitorCommand implements Callable<Integer> {
    @Mixin
    private CollectorFlags flags = new CollectorFlags();

    @Option(
            names = "--runtime-endpoint",
            paramLabel = "SOCKET",
            defaultValue = "/run/containerd/containerd.sock",
            description = "Socket of the container runtime, or 'auto' (default: ${DEFAULT-VALUE}).")
    private String runtimeEndpoint = "";

    @Override
    public Integer call() throws Exception {
        // In a cluster every pod can reach the collector; what shims tell of themselves for debugging is for the host
        // alone.
        boolean onAHost = System.getenv("KUBERNETES_SERVICE_HOST") == null;
        return CollectorCommand.run(flags.options(runtimeEndpoint, onAHost), flags.verbosity());
    }
}
