package io.katacontainers.monitor.collector.runtime;

import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ids of containers, checked and not too many, for use in filters of containerd ({@code filters/parser.go}).
 *
 * @param values in the order they were given
 */
record ContainerIds(Set<String> values) {
    /** Far above what one pod holds. */
    static final int MAX = CriListing.MAX_CONTAINERS + 1;

    ContainerIds {
        values = Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }

    /** The valid ones of {@code ids}. */
    static ContainerIds of(Collection<String> ids) {
        return new ContainerIds(ids.stream()
                .filter(ContainerIds::isValid)
                .limit(MAX)
                .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** Whether containerd takes it for an identifier, and CRI-O for one: a sandbox is a container to them. */
    static boolean isValid(String id) {
        return SandboxId.parse(id).isPresent();
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    boolean contains(String id) {
        return values.contains(id);
    }

    /** One filter for each id. Never send an empty list of filters: it matches all that the node has. */
    List<String> filters() {
        return values.stream().map(id -> "id==\"" + id + '"').toList();
    }
}
