package io.katacontainers.monitor.collector.stats;

import io.katacontainers.monitor.collector.runtime.ContainerFacts;
import io.katacontainers.monitor.collector.runtime.ContainerMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The last figures of a running container.
 *
 * @param facts null before the runtime told them
 * @param cores CPUs used on average between the last two samples; null before there are two
 * @param oomKills kills for lack of memory since the collector watches; null where nobody tells
 */
public record ContainerSample(
        ContainerMetadata container,
        @Nullable ContainerFacts facts,
        ContainerUsage usage,
        @Nullable Double cores,
        @Nullable Long oomKills) {}
