package io.katacontainers.monitor.collector.exposition;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All of a payload but its values. A shim sends the same names, labels and comments time after time; what was read once, line by line, and
 * found without fault need only be compared from then on. Values are always read. Immutable.
 */
final class PayloadShape {
    /** A line with a longer value could be longer than lines may be. */
    private static final int LONGEST_FIXED = PayloadReader.MAX_LINE - SampleValue.MAX_LENGTH - 1;

    /** Several times what a real shim sends: one guest must not take the place of all others' shapes. */
    static final int MAX_BYTES = 512 << 10;

    /** A family on the heap, with its name and what points to it. */
    private static final int FAMILY_BYTES = 256;

    /** Of a series: start of its line, where labels are inserted, where its value was. */
    static final int STRIDE = 3;

    private final byte[] text;
    private final int[] series;
    private final RelayedFamily[] families;
    private final RelayedFamily[] sorted;
    private final Map<DropReason, Integer> dropped;
    private final int relayedSeries;
    private final Map<SeriesSelector, int[]> selected = new ConcurrentHashMap<>();

    /**
     * Takes over all arrays.
     *
     * @param text without values
     * @param series {@link #STRIDE} offsets each, in the order of the text; also those of families that are not relayed
     * @param families in the order of the text
     * @param sorted by final name
     */
    PayloadShape(
            byte[] text,
            int[] series,
            RelayedFamily[] families,
            RelayedFamily[] sorted,
            Map<DropReason, Integer> dropped) {
        this.text = text;
        this.series = series;
        this.families = families;
        this.sorted = sorted;
        this.dropped = Collections.unmodifiableMap(dropped);
        this.relayedSeries =
                Arrays.stream(families).mapToInt(RelayedFamily::series).sum();
    }

    byte[] text() {
        return text;
    }

    int seriesCount() {
        return series.length / STRIDE;
    }

    int lineStart(int index) {
        return series[STRIDE * index];
    }

    int insertAt(int index) {
        return series[STRIDE * index + 1];
    }

    int valueAt(int index) {
        return series[STRIDE * index + 2];
    }

    /** In the shim's order. */
    RelayedFamily[] families() {
        return families;
    }

    /** By final name. */
    RelayedFamily[] sorted() {
        return sorted;
    }

    Map<DropReason, Integer> dropped() {
        return dropped;
    }

    int relayedSeries() {
        return relayedSeries;
    }

    /** Null where no such family may be relayed. */
    @Nullable
    RelayedFamily find(String finalName) {
        int low = 0;
        int high = sorted.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = sorted[middle].finalName().compareTo(finalName);
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

    /** Indexes of the series that are selected, ascending; not to be changed. */
    int[] select(SeriesSelector selector) {
        return selected.computeIfAbsent(selector, this::search);
    }

    private int[] search(SeriesSelector selector) {
        RelayedFamily family = find(selector.family());
        if (family == null) {
            return new int[0];
        }
        SampleLine line = new SampleLine();
        int[] found = new int[family.series()];
        int count = 0;
        for (int index = family.firstSeries(); index < family.lastSeries(); index++) {
            int end = valueAt(index);
            line.readLabels(text, SampleLine.nameEnd(text, lineStart(index), end), end);
            if (selector.matches(line, text)) {
                found[count++] = index;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Whether all that can differ from one payload to the next is values, so that nothing else has to be read again. */
    boolean repeatable() {
        if (!dropped.isEmpty() || bytes() > MAX_BYTES) {
            return false;
        }
        for (int index = 0; index < seriesCount(); index++) {
            int after = valueAt(index);
            if (after == text.length || text[after] != '\n' || after - lineStart(index) > LONGEST_FIXED) {
                return false;
            }
        }
        for (RelayedFamily family : families) {
            if (family.end() != valueAt(family.lastSeries() - 1) + 1) {
                return false;
            }
        }
        return true;
    }

    /** Bytes that it takes, names of families included, which are long where a guest wants them to be. */
    int bytes() {
        int bytes = text.length + Integer.BYTES * series.length;
        for (RelayedFamily family : families) {
            bytes += FAMILY_BYTES + family.finalName().length();
        }
        return bytes;
    }

    /** The index of a body of this shape, the same as {@link PayloadReader} would make; null where it has another one. */
    @Nullable
    IndexedPayload index(byte[] body, int bodyLength) {
        int count = seriesCount();
        int valueBytes = bodyLength - text.length;
        int first = count == 0 ? text.length : valueAt(0);
        // Before anything is allocated: most that differ do so early.
        if (valueBytes < 0
                || valueBytes > (long) count * SampleValue.MAX_LENGTH
                || !Arrays.equals(text, 0, first, body, 0, first)) {
            return null;
        }
        SeriesValues values = new SeriesValues(count, valueBytes);
        int from = 0;
        int at = 0;
        for (int index = 0; index < count; index++) {
            int to = valueAt(index);
            int valueStart = at + to - from;
            if (valueStart >= bodyLength || !Arrays.equals(text, from, to, body, at, valueStart)) {
                return null;
            }
            at = take(body, valueStart, bodyLength, values);
            if (at < 0) {
                return null;
            }
            from = to;
        }
        return Arrays.equals(text, from, text.length, body, at, bodyLength) ? new IndexedPayload(this, values) : null;
    }

    /** Takes a valid value that starts here; returns the newline after it, or negative. */
    private static int take(byte[] body, int start, int end, SeriesValues values) {
        int plain = values.addPlain(body, start, end);
        if (plain >= 0) {
            return plain;
        }
        int newline = Bytes.newline(body, start, end);
        boolean taken = newline < end && SampleValue.valid(body, start, newline) && values.add(body, start, newline);
        return taken ? newline : -1;
    }

    /** Writes all of the body that has these values. */
    void write(SeriesValues values, TextBuffer out) throws IOException {
        write(0, text.length, 0, seriesCount(), values, out);
    }

    /** Writes the lines of a family as they stand in the body that has these values. */
    void write(RelayedFamily family, SeriesValues values, TextBuffer out) throws IOException {
        write(family.start(), family.end(), family.firstSeries(), family.lastSeries(), values, out);
    }

    private void write(int start, int end, int firstSeries, int lastSeries, SeriesValues values, TextBuffer out)
            throws IOException {
        int from = start;
        int value = values.start(firstSeries);
        for (int index = firstSeries; index < lastSeries; index++) {
            out.write(text, from, valueAt(index));
            int next = values.next(value);
            // What follows a value is part of the shape.
            out.write(values.text(), value, next - 1);
            value = next;
            from = valueAt(index);
        }
        out.write(text, from, end);
    }
}
