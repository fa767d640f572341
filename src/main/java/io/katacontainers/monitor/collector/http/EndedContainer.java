package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.exposition.LabelBlock;
import io.katacontainers.monitor.collector.runtime.ContainerMetadata;
import io.katacontainers.monitor.collector.stats.StatisticsSource;
import java.util.List;
import java.util.function.Function;

/**
 * A container that does not run any more and was killed for lack of memory. Most that are killed end by it: their count would never be
 * seen if it ended with them.
 */
record EndedContainer(LabelBlock labels, long oomKills) {
    /** Those of these containers of one sandbox, each with the labels that it had. */
    static List<EndedContainer> killed(
            List<ContainerMetadata> containers,
            StatisticsSource statistics,
            Function<ContainerMetadata, LabelBlock> labels) {
        return containers.stream()
                .filter(container -> container.state() == ContainerMetadata.State.EXITED
                        && statistics.oomKills(container.id()).orElse(0) > 0)
                .map(container -> new EndedContainer(
                        labels.apply(container),
                        statistics.oomKills(container.id()).orElse(0)))
                .toList();
    }
}
