package io.katacontainers.monitor.collector.exposition;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What one merge left out beyond what {@link IndexedPayload#dropped} tells. */
public final class MergeResult {
    private final List<Map<DropReason, Integer>> dropped;

    MergeResult(int payloads) {
        dropped = new ArrayList<>(Collections.nCopies(payloads, Map.of()));
    }

    void add(int payload, DropReason reason, int series) {
        Map<DropReason, Integer> counts = dropped.get(payload);
        if (counts.isEmpty()) {
            counts = new EnumMap<>(DropReason.class);
            dropped.set(payload, counts);
        }
        counts.merge(reason, series, Integer::sum);
    }

    /**
     * Series left out because their family's TYPE is not that of most payloads, or its name clashes with another family's.
     *
     * @param payload place in the merged list
     */
    public Map<DropReason, Integer> dropped(int payload) {
        return Collections.unmodifiableMap(dropped.get(payload));
    }
}
