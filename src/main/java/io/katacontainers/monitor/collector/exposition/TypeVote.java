package io.katacontainers.monitor.collector.exposition;

import java.util.EnumMap;
import java.util.Map;

/** Which TYPE an unknown family is written with: that of most payloads, and the same one for the same payloads in any order. */
final class TypeVote {
    private final Map<FamilyType, Integer> votes = new EnumMap<>(FamilyType.class);

    void add(FamilyType type, int payloads) {
        votes.merge(type, payloads, Integer::sum);
    }

    int votes() {
        int sum = 0;
        for (int count : votes.values()) {
            sum += count;
        }
        return sum;
    }

    /** Payloads without a TYPE vote for a plain one, so that one guest alone cannot make a histogram of what many send. */
    FamilyType winner() {
        int counters = of(FamilyType.COUNTER);
        int gauges = of(FamilyType.GAUGE);
        int plain = counters + gauges + of(FamilyType.UNTYPED);
        int histograms = of(FamilyType.HISTOGRAM);
        int summaries = of(FamilyType.SUMMARY);
        if (plain >= histograms && plain >= summaries) {
            if (counters + gauges == 0) {
                return FamilyType.UNTYPED;
            }
            return counters > gauges ? FamilyType.COUNTER : FamilyType.GAUGE;
        }
        return histograms >= summaries ? FamilyType.HISTOGRAM : FamilyType.SUMMARY;
    }

    private int of(FamilyType type) {
        return votes.getOrDefault(type, 0);
    }
}
