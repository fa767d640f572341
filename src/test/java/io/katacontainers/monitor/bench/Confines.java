package io.katacontainers.monitor.bench;

import java.util.List;

/**
 * What the processes run in: for each a command that the real one is an argument of, or nothing.
 *
 * @param collector of the collector
 * @param baseline of the baseline, which would take the collector's share if it ran in the same one
 */
record Confines(List<String> collector, List<String> baseline) {
    static final Confines NONE = new Confines(List.of(), List.of());

    /** Limits of their own for each. */
    static Confines of(CgroupLimits collector, CgroupLimits baseline) {
        return new Confines(collector.prefix(), baseline.prefix());
    }
}
