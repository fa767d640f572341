package io.katacontainers.monitor.bench;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What kata-monitor took on the same kind of machine with payloads of real shims. Measured elsewhere: points to look at, no baseline. */
final class UpstreamFigures {
    /** Milliseconds of CPU per plain scrape by number of sandboxes. */
    static final SortedMap<Integer, Double> PLAIN = new TreeMap<>(Map.of(1, 5.0, 100, 424.0, 500, 2007.0));

    /** With gzip. */
    static final SortedMap<Integer, Double> GZIP = new TreeMap<>(Map.of(1, 6.0, 100, 503.0, 500, 2676.0));

    /** Resident MB: idle, 100 sandboxes, 500, 500 with four scrapers. */
    static final List<Long> RESIDENT = List.of(26L, 167L, 578L, 2015L);

    private UpstreamFigures() {}
}
