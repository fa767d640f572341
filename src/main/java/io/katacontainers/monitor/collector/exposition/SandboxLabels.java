package io.katacontainers.monitor.collector.exposition;

/**
 * The labels that every relayed series is given. Upstream's names and order; a pod that is not known has empty ones.
 *
 * @param sandboxId unique among the payloads of one page, or their series would meet
 */
public record SandboxLabels(String sandboxId, String criUid, String criName, String criNamespace) {}
