package io.katacontainers.monitor.collector.runtime;

import io.katacontainers.monitor.collector.runtime.containerd.StoredContainer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What containerd's store tells of a container.
 *
 * @param runtimeType null where it is not told
 */
record StoredFacts(@Nullable String runtimeType, ContainerFacts facts) {
    /** Reads a list one container at a time: of the specifications, which may be large, nothing else is kept. */
    static Map<String, StoredFacts> read(Iterator<StoredContainer> listing, ContainerIds wanted) {
        Map<String, StoredFacts> facts = new HashMap<>();
        listing.forEachRemaining(container -> {
            if (wanted.contains(container.getId())) {
                facts.putIfAbsent(container.getId(), of(container));
            }
        });
        return facts;
    }

    private static StoredFacts of(StoredContainer container) {
        Optional<RuntimeDocument.Specification> specification =
                RuntimeDocument.specification(container.getSpec().getValue());
        var cpu = specification.map(RuntimeDocument.Specification::cpu);
        var memory = specification.map(RuntimeDocument.Specification::memory);
        String runtime = OneLine.of(container.getRuntime().getName(), CriListing.MAX_TEXT);
        return new StoredFacts(
                runtime.isEmpty() ? null : runtime,
                new ContainerFacts(
                        container.getId(),
                        createdAt(container),
                        cpu.map(set -> PositiveAmount.of(set.period())).orElse(null),
                        cpu.map(set -> PositiveAmount.of(set.quota())).orElse(null),
                        cpu.map(set -> PositiveAmount.of(set.shares())).orElse(null),
                        memory.map(set -> PositiveAmount.of(set.limit())).orElse(null)));
    }

    private static @Nullable Instant createdAt(StoredContainer container) {
        long seconds = container.getCreatedAt().getSeconds();
        return seconds > 0 && seconds <= StatsReading.MAX_SECONDS
                ? Instant.ofEpochSecond(seconds, container.getCreatedAt().getNanos())
                : null;
    }
}
