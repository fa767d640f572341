package io.katacontainers.monitor.collector;

import io.katacontainers.monitor.collector.http.CadvisorMode;
import io.katacontainers.monitor.collector.runtime.RuntimeEndpoint;
import io.katacontainers.monitor.collector.sandbox.SandboxRoot;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a collector runs.
 *
 * @param listenAddress where everything is served
 * @param probeAddress where {@code /healthz} and {@code /readyz} alone are served as well; null for nowhere
 * @param runtimeEndpoint where the container runtime is looked for
 * @param roots the directories of sandboxes, the most trusted first
 * @param allowUnsafeShimMetrics whether every shim is asked for metrics, whatever that may do to it
 * @param hostProc the host's {@code /proc}
 * @param hostCgroup the host's {@code /sys/fs/cgroup}
 * @param cadvisor what {@code /metrics/cadvisor} serves
 * @param debug whether {@code /debug/*} of shims is relayed
 * @param version of this program
 */
public record CollectorOptions(
        InetSocketAddress listenAddress,
        @Nullable InetSocketAddress probeAddress,
        RuntimeEndpoint runtimeEndpoint,
        List<SandboxRoot> roots,
        boolean allowUnsafeShimMetrics,
        Path hostProc,
        Path hostCgroup,
        CadvisorMode cadvisor,
        boolean debug,
        String version) {}
