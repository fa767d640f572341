package io.katacontainers.monitor.collector.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What of a shim's body may be relayed, and where in the body it is. Immutable, as long as nobody writes to the body. */
public final class IndexedPayload {
    private final byte[] text;
    private final int length;
    private final Family[] families;
    private final Family[] sorted;
    private final int[] offsets;
    private final int series;
    private final Map<DropReason, Integer> dropped;

    IndexedPayload(
            byte[] text,
            int length,
            Family[] families,
            Family[] sorted,
            int[] offsets,
            int series,
            Map<DropReason, Integer> dropped) {
        this.text = text;
        this.length = length;
        this.families = families;
        this.sorted = sorted;
        this.offsets = offsets;
        this.series = series;
        this.dropped = Collections.unmodifiableMap(dropped);
    }

    /** Writes what the shim sent, byte for byte, whatever of it may be relayed. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(text, 0, length);
    }

    /** Series that may be relayed. */
    public int seriesCount() {
        return series;
    }

    /** Series, and lines that should be some, that may not be relayed, by reason. Reasons that did not occur are absent. */
    public Map<DropReason, Integer> dropped() {
        return dropped;
    }

    /** Value of the first series of a family; empty where the family is absent. The family is named as on the merged page. */
    public OptionalDouble value(String family) {
        return new Query(family, null, "").value();
    }

    /**
     * Value of the first series that carries the label with this value; empty where there is none.
     *
     * @param family as on the merged page
     * @param labelValue as in the text: compared without undoing escapes
     */
    public OptionalDouble value(String family, String labelName, String labelValue) {
        return new Query(family, labelName, labelValue).value();
    }

    /**
     * Series that carry the label with this value. There is one of {@code kata_guest_cpu_time} with {@code item="user"} for each vCPU,
     * and one for their total.
     *
     * @param family as on the merged page
     * @param labelValue as in the text: compared without undoing escapes
     */
    public int count(String family, String labelName, String labelValue) {
        return new Query(family, labelName, labelValue).count();
    }

    /**
     * Value of the first series that carries both labels with these values; empty where there is none.
     *
     * @param family as on the merged page
     * @param value as in the text, as {@code otherValue}: compared without undoing escapes
     */
    public OptionalDouble value(String family, String label, String value, String otherLabel, String otherValue) {
        Query first = new Query(family, label, value);
        Query second = new Query(family, otherLabel, otherValue);
        for (int found = first.next(-1); found >= 0; found = first.next(found)) {
            if (second.matches(found)) {
                return first.value(found);
            }
        }
        return OptionalDouble.empty();
    }

    byte[] text() {
        return text;
    }

    /** Bytes of the text that count. */
    int length() {
        return length;
    }

    /** In the shim's order. */
    Family[] families() {
        return families;
    }

    /** By final name. */
    Family[] sorted() {
        return sorted;
    }

    /** As {@link SeriesTable#offsets}. */
    int[] offsets() {
        return offsets;
    }

    /** Null where no such family may be relayed. */
    @Nullable
    Family find(String finalName) {
        int low = 0;
        int high = sorted.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = sorted[middle].finalName.compareTo(finalName);
            if (order == 0) {
                return sorted[middle];
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** Reads the series of a family again; rare and few compared to what is relayed unread. */
    private final class Query {
        private final @Nullable Family family;
        private final @Nullable String labelName;
        private final String labelValue;
        private final SampleLine line = new SampleLine();

        Query(String family, @Nullable String labelName, String labelValue) {
            this.family = find(family);
            this.labelName = labelName;
            this.labelValue = labelValue;
        }

        OptionalDouble value() {
            int found = next(-1);
            return found < 0 ? OptionalDouble.empty() : value(found);
        }

        OptionalDouble value(int series) {
            int at = SeriesTable.STRIDE * series;
            return SampleValue.parse(text, offsets[at + 2], offsets[at + 3]);
        }

        int count() {
            int count = 0;
            for (int found = next(-1); found >= 0; found = next(found)) {
                count++;
            }
            return count;
        }

        /** Next series after this one that matches, or negative. */
        private int next(int after) {
            if (family == null) {
                return -1;
            }
            int end = family.firstSeries + family.series;
            for (int i = Math.max(after + 1, family.firstSeries); i < end; i++) {
                if (matches(i)) {
                    return i;
                }
            }
            return -1;
        }

        private boolean matches(int index) {
            if (labelName == null) {
                return true;
            }
            int start = offsets[SeriesTable.STRIDE * index];
            int end = offsets[SeriesTable.STRIDE * index + 3];
            line.read(text, SampleLine.nameEnd(text, start, end), end);
            int label = line.label(text, labelName);
            return label >= 0 && Bytes.equal(text, line.labelValueStart(label), line.labelValueEnd(label), labelValue);
        }
    }
}
