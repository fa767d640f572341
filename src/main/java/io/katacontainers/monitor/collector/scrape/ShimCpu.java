package io.katacontainers.monitor.collector.scrape;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.time.Duration;
import java.util.Optional;

/** The CPU time of shims. */
@FunctionalInterface
public interface ShimCpu {
    /** CPU time that the shim of this sandbox has used since it started; empty where that cannot be told. */
    Optional<Duration> cpuTime(SandboxId id);
}
