package io.katacontainers.monitor.collector.exposition;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** TYPE of a family in the text format. */
enum FamilyType {
    COUNTER,
    GAUGE,
    UNTYPED,
    HISTOGRAM,
    SUMMARY;

    private final String keyword = name().toLowerCase(Locale.ROOT);

    String keyword() {
        return keyword;
    }

    /** Whether its series bear names other than the family's. */
    boolean compound() {
        return this == HISTOGRAM || this == SUMMARY;
    }

    /** Whether a payload that states this type may be written under {@code written}. */
    boolean fits(FamilyType written) {
        return this == written || (this == UNTYPED && !written.compound());
    }

    /** Null where the text is no type. */
    static @Nullable FamilyType parse(byte[] text, int start, int end) {
        for (FamilyType type : values()) {
            if (Bytes.equal(text, start, end, type.keyword)) {
                return type;
            }
        }
        return null;
    }
}
