package io.katacontainers.monitor;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The operator of a cluster. Everything of Kubernetes is in {@link OperatorRun}, which is loaded only when this command runs: the
 * collector's class path has none of it.
 */
@Command(
        name = "operator",
        description = "Serve the KataMonitors of a namespace.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        usageHelpWidth = 110)
final class OperatorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "${env:POD_NAMESPACE}",
            description =
                    "Namespace whose KataMonitors are served and in which collectors run (default: $POD_NAMESPACE).")
    private @Nullable String namespace;

    @Option(
            names = "--leader-elect",
            description = "Take part in the election of a leader: needed with several replicas.")
    private boolean leaderElect;

    @Option(
            names = "--health-address",
            paramLabel = "HOST:PORT",
            defaultValue = ":8081",
            description = "Address that serves /healthz and /readyz (default: ${DEFAULT-VALUE}).")
    private String healthAddress = "";

    @Option(
            names = "--metrics-address",
            paramLabel = "HOST:PORT",
            defaultValue = ":8080",
            description = "Address that serves /metrics (default: ${DEFAULT-VALUE}).")
    private String metricsAddress = "";

    @Option(
            names = "--startup-timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description =
                    "How long to wait for an API server, definitions or rights that are not there yet (default: ${DEFAULT-VALUE}).")
    private int startupTimeout;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "trace, debug, info, warn, error, fatal or panic (default: ${DEFAULT-VALUE}).")
    private String logLevel = "";

    @Override
    public Integer call() throws Exception {
        if (namespace == null || namespace.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--namespace is missing: give it, or set POD_NAMESPACE");
        }
        FlagParser parser = new FlagParser(spec);
        OperatorRun.Settings settings = new OperatorRun.Settings(
                namespace,
                environment("RELATED_IMAGE_KATA_MONITOR", ""),
                environment("POD_NAME", "operator-" + ProcessHandle.current().pid()),
                leaderElect,
                parser.address("--health-address", healthAddress),
                parser.address("--metrics-address", metricsAddress),
                Duration.ofSeconds(startupTimeout));
        Logging.start(parser.parse("--log-level", logLevel, Verbosity::parse));
        return OperatorRun.until(settings, code -> Runtime.getRuntime().halt(code));
    }

    private static String environment(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? otherwise : value;
    }
}
