package io.katacontainers.monitor.collector.exposition;

import org.jspecify.annotations.Nullable;

/** A family of one payload: where its text is and what is wrong with it. Used while the payload is read. */
final class Family {
    final int nameStart;
    final int nameEnd;
    final String finalName;
    final KnownFamilies.@Nullable Known known;
    final boolean prefixed;

    /** Place in the payload. */
    final int index;

    /** Hash of the name as sent. */
    final long nameHash;

    /** Offset of its first line. */
    final int start;

    /** After the newline of its last line. */
    int end;

    FamilyType type = FamilyType.UNTYPED;
    boolean typed;
    boolean helped;
    int helpStart;
    int helpEnd;

    /** Index of its first series; the others follow. */
    int firstSeries;

    /** Series that may be relayed. */
    int series;

    /** Series that carry a reserved label. */
    int reserved;

    /** Sample lines, good or bad. */
    int lines;

    @Nullable
    DropReason lost;

    Family(
            int index,
            int start,
            int nameStart,
            int nameEnd,
            String finalName,
            KnownFamilies.@Nullable Known known,
            boolean prefixed,
            long nameHash) {
        this.index = index;
        this.start = start;
        this.nameStart = nameStart;
        this.nameEnd = nameEnd;
        this.finalName = finalName;
        this.known = known;
        this.prefixed = prefixed;
        this.nameHash = nameHash;
    }

    int nameLength() {
        return nameEnd - nameStart;
    }

    /** Whether anything of it may be relayed. */
    boolean relayed() {
        return lost == null && series > 0;
    }

    /** The first reason stays. */
    void lose(DropReason reason) {
        if (lost == null) {
            lost = reason;
        }
    }
}
