package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.runtime.RawContainerStats;
import io.katacontainers.monitor.collector.sandbox.Flavor;

/** Makes figures of what a runtime answered, with all that is known to be wrong in it put right. */
@FunctionalInterface
public interface UsageDecoding {
    /**
     * Decodes the figures of one container.
     *
     * @param flavor of the shim that they came through
     */
    ContainerUsage decode(RawContainerStats raw, Flavor flavor);
}
