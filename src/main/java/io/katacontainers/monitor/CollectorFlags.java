package io.katacontainers.monitor;

import io.katacontainers.monitor.collector.CollectorOptions;
import io.katacontainers.monitor.collector.http.CadvisorMode;
import io.katacontainers.monitor.collector.runtime.RuntimeEndpoint;
import io.katacontainers.monitor.collector.sandbox.SandboxRoot;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags of the collector, with a subcommand and without. */
final class CollectorFlags {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--listen-address",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8090",
            description = "Address to serve on; without a host on all interfaces (default: ${DEFAULT-VALUE}).")
    private String listenAddress = "";

    @Option(
            names = "--probe-address",
            paramLabel = "HOST:PORT",
            description = "Second address that serves /healthz and /readyz alone (default: none).")
    private String probeAddress = "";

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "trace, debug, info, warn, error, fatal or panic (default: ${DEFAULT-VALUE}).")
    private String logLevel = "";

    @Option(
            names = "--sandbox-dir",
            paramLabel = "[go:|rust:]DIR",
            defaultValue = "go:/run/vc/sbs,rust:/run/kata",
            split = ",",
            description =
                    "Directory in which shims keep one directory per sandbox; may be repeated (default: ${DEFAULT-VALUE}).")
    private List<String> sandboxDirectories = List.of();

    @Option(
            names = "--allow-unsafe-shim-metrics",
            description =
                    "Ask every shim for metrics, also where that may abort the shim and end the pod (kata-containers issue 13708).")
    private boolean allowUnsafeShimMetrics;

    @Option(
            names = "--host-proc",
            paramLabel = "DIR",
            defaultValue = "/proc",
            description = "Where the host's /proc is found (default: ${DEFAULT-VALUE}).")
    private Path hostProc = Path.of("/proc");

    @Option(
            names = "--host-cgroup",
            paramLabel = "DIR",
            defaultValue = "/sys/fs/cgroup",
            description = "Where the host's cgroups are found (default: ${DEFAULT-VALUE}).")
    private Path hostCgroup = Path.of("/sys/fs/cgroup");

    @Option(
            names = "--cadvisor",
            paramLabel = "auto|on|off",
            defaultValue = "auto",
            description =
                    "What /metrics/cadvisor serves: containers (auto: the network of pods too where the runtime is not containerd), "
                            + "always both (on) or nothing (off) (default: ${DEFAULT-VALUE}).")
    private String cadvisor = "";

    /** @throws ParameterException with one line for the user where a flag's value is wrong */
    CollectorOptions options(String runtimeEndpoint, boolean debug) {
        FlagParser parser = new FlagParser(spec);
        return new CollectorOptions(
                parser.address("--listen-address", listenAddress),
                probeAddress == null || probeAddress.isEmpty() ? null : parser.address("--probe-address", probeAddress),
                parser.parse("--runtime-endpoint", runtimeEndpoint, RuntimeEndpoint::parse),
                roots(parser),
                allowUnsafeShimMetrics,
                hostProc,
                hostCgroup,
                parser.parse("--cadvisor", cadvisor, CadvisorMode::parse),
                debug,
                BuildInfo.load().version());
    }

    private List<SandboxRoot> roots(FlagParser parser) {
        Map<Path, SandboxRoot> roots = new LinkedHashMap<>();
        for (String text : sandboxDirectories) {
            SandboxRoot root = parser.parse("--sandbox-dir", text, SandboxRoot::parse);
            SandboxRoot other = roots.putIfAbsent(root.path(), root);
            if (other != null && !other.equals(root)) {
                throw new ParameterException(
                        spec.commandLine(), "--sandbox-dir: '" + other + "' and '" + root + "' are the same directory");
            }
        }
        return List.copyOf(roots.values());
    }

    /** @throws ParameterException with one line for the user where there is no such level */
    Verbosity verbosity() {
        return new FlagParser(spec).parse("--log-level", logLevel, Verbosity::parse);
    }
}
