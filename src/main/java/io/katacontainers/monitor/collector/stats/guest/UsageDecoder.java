package io.katacontainers.monitor.collector.stats.guest;

import io.katacontainers.monitor.collector.runtime.RawContainerStats;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.stats.ContainerUsage;

/**
 * Turns what a runtime answered about a container into figures that are true: what shims and agents mix up is put right, what they
 * leave out is left out, whatever number stands in its place. Holds no state.
 *
 * <p>No figure is negative or 2^62 and more, the working set is never larger than the usage, and user and system time add up to about
 * the total. Nothing is ever thrown for what a message says.
 */
public final class UsageDecoder {
    /**
     * Figures of a message.
     *
     * @param flavor the shim that the sandbox's directory tells of
     */
    public ContainerUsage decode(RawContainerStats raw, Flavor flavor) {
        // A switch over the types needs a later Java.
        if (raw instanceof RawContainerStats.CgroupV1 v1) {
            return new CgroupV1Decoder(v1.metrics(), flavor).decode(v1.at());
        }
        if (raw instanceof RawContainerStats.CgroupV2 v2) {
            return new CgroupV2Decoder(v2.metrics(), flavor).decode(v2.at());
        }
        RawContainerStats.Cri cri = (RawContainerStats.Cri) raw;
        return new CriDecoder(cri.stats(), flavor).decode(cri.at());
    }
}
