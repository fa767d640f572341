package io.katacontainers.monitor.operator.monitor;

/**
 * What a KataMonitor does not say itself.
 *
 * @param namespace of the operator; KataMonitors elsewhere are left alone
 * @param image of collectors whose KataMonitor names none; may be empty
 */
public record OperatorEnvironment(String namespace, String image) {}
