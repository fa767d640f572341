package io.katacontainers.monitor.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * The pod in a sandbox, as the container runtime knows it.
 *
 * @param uid for a static pod its {@code kubernetes.io/config.hash}, which is not its UID at the API server
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodReport(String uid, String name, String namespace) {}
