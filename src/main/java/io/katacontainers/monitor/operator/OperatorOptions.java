package io.katacontainers.monitor.operator;

import java.net.InetSocketAddress;

/**
 * What the operator's command line and environment say.
 *
 * @param namespace of the operator and of the KataMonitors that it serves
 * @param image of collectors whose KataMonitor names none ({@code RELATED_IMAGE_KATA_MONITOR}); may be empty
 * @param identity who holds the lease and reports Events: unique among replicas, such as the pod's name
 * @param leaderElection false: this process is the only one
 * @param healthAddress where {@code /healthz} and {@code /readyz} are served; port 0 for any
 * @param metricsAddress where {@code /metrics} is served; port 0 for any
 * @param version of this build
 */
public record OperatorOptions(
        String namespace,
        String image,
        String identity,
        boolean leaderElection,
        InetSocketAddress healthAddress,
        InetSocketAddress metricsAddress,
        String version) {}
