package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox whose use of the host is asked for.
 *
 * @param runtimePid process that the container runtime says stands for it; null where it does not tell
 */
public record HostTarget(SandboxId id, @Nullable Long runtimePid) {}
