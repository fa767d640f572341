package io.katacontainers.monitor.collector.exposition;

import java.util.List;

/** How a family that a shim sends is named on the merged page. */
final class FinalNames {
    /** Go's own metrics of a shim are told from other processes' by this, as kata-monitor does. */
    static final String PREFIX = "kata_shim_";

    /** What the samples of histograms and summaries append to the family's name. */
    static final List<String> SUFFIXES = List.of("_bucket", "_sum", "_count");

    private static final List<String> PREFIXED = List.of("go_", "process_");

    private FinalNames() {}

    static String of(String name) {
        return PREFIXED.stream().anyMatch(name::startsWith) ? PREFIX + name : name;
    }

    static boolean prefixed(byte[] text, int start, int end) {
        return Bytes.startsWith(text, start, end, PREFIXED.get(0))
                || Bytes.startsWith(text, start, end, PREFIXED.get(1));
    }
}
