package io.katacontainers.monitor.collector.exposition;

import org.jspecify.annotations.Nullable;

/**
 * A family of which something may be relayed. Offsets are those of the shape's text.
 *
 * @param finalName as on the merged page
 * @param known null where no table of ours has it
 * @param prefixed whether the merged page writes more before the name than the shim does
 * @param start of its first line
 * @param end after the newline of its last line
 * @param helpStart of the text of its HELP
 * @param helpEnd not after {@code helpStart} where it has none
 * @param firstSeries the others follow
 * @param series how many
 * @param headBytes of all of them together, as {@link SeriesWriter#headBytes}
 */
record RelayedFamily(
        String finalName,
        KnownFamilies.@Nullable Known known,
        boolean prefixed,
        FamilyType type,
        int start,
        int end,
        int helpStart,
        int helpEnd,
        int firstSeries,
        int series,
        int headBytes) {
    /** Index after that of its last series. */
    int lastSeries() {
        return firstSeries + series;
    }
}
