package io.katacontainers.monitor.collector.exposition;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All of a payload but its values. A shim sends the same names, labels and comments time after time; what was read once, line by line, and
 * found without fault need only be compared from then on. Values are always read. Immutable.
 */
final class PayloadShape {
    /** A line with a longer value could be longer than lines may be. */
    private static final int LONGEST_FIXED = PayloadReader.MAX_LINE - SampleValue.MAX_LENGTH - 1;

    /** What takes no more digits than this overflows no double. */
    private static final int PLAIN_LENGTH = 300;

    /** Several times what a real shim sends: one guest must not take the place of all others' shapes. */
    static final int MAX_BYTES = 512 << 10;

    /** A family on the heap, with its name and what points to it. */
    private static final int FAMILY_BYTES = 256;

    private static final int STRIDE = SeriesTable.STRIDE;

    private final byte[] text;
    private final int length;
    private final int[] offsets;
    private final Family[] families;
    /** Places of the families in {@link #families}, by final name. */
    private final int[] order;

    private PayloadShape(IndexedPayload payload) {
        text = payload.text();
        length = payload.length();
        offsets = payload.offsets();
        families = payload.families();
        Family[] sorted = payload.sorted();
        order = new int[sorted.length];
        for (int place = 0; place < families.length; place++) {
            order[Arrays.asList(sorted).indexOf(families[place])] = place;
        }
    }

    /** The shape of a payload; null where the next one has to be read whole, however similar it is. */
    static @Nullable PayloadShape of(IndexedPayload payload) {
        return repeatable(payload) ? new PayloadShape(payload) : null;
    }

    /** Whether each sample line is relayed and ends with its value, so that nothing but values can make a difference. */
    private static boolean repeatable(IndexedPayload payload) {
        if (!payload.dropped().isEmpty() || bytes(payload) > MAX_BYTES) {
            return false;
        }
        int[] offsets = payload.offsets();
        for (int at = 0; at < offsets.length; at += STRIDE) {
            int valueEnd = offsets[at + 3];
            if (valueEnd == payload.length()
                    || payload.text()[valueEnd] != '\n'
                    || offsets[at + 2] - offsets[at] > LONGEST_FIXED) {
                return false;
            }
        }
        for (Family family : payload.families()) {
            if (family.end != offsets[STRIDE * (family.firstSeries + family.series - 1) + 3] + 1) {
                return false;
            }
        }
        return true;
    }

    /** Bytes that it takes, names of families included, which are long where a guest wants them to be. */
    int bytes() {
        return bytes(text, offsets, families);
    }

    private static int bytes(IndexedPayload payload) {
        return bytes(payload.text(), payload.offsets(), payload.families());
    }

    private static int bytes(byte[] text, int[] offsets, Family[] families) {
        int bytes = text.length + Integer.BYTES * offsets.length;
        for (Family family : families) {
            bytes += FAMILY_BYTES + family.finalName.length();
        }
        return bytes;
    }

    /** The index of a body of this shape, the same as {@link PayloadReader} would make; null where it has another one. */
    @Nullable
    IndexedPayload index(byte[] body, int bodyLength) {
        int[] found = new int[offsets.length];
        int from = 0;
        int at = 0;
        for (int series = 0; series < offsets.length; series += STRIDE) {
            int valueStart = at + offsets[series + 2] - from;
            if (valueStart >= bodyLength || !Arrays.equals(text, from, offsets[series + 2], body, at, valueStart)) {
                return null;
            }
            at = valueEnd(body, valueStart, bodyLength);
            if (at < 0) {
                return null;
            }
            int moved = valueStart - offsets[series + 2];
            found[series] = offsets[series] + moved;
            found[series + 1] = offsets[series + 1] + moved;
            found[series + 2] = valueStart;
            found[series + 3] = at;
            from = offsets[series + 3];
        }
        return Arrays.equals(text, from, length, body, at, bodyLength) ? payload(body, bodyLength, found) : null;
    }

    /** The newline after a valid value, or negative. */
    private static int valueEnd(byte[] body, int start, int end) {
        boolean point = false;
        int at = start;
        while (at < end) {
            byte c = body[at];
            if (c == '.' && !point) {
                point = true;
            } else if (c < '0' || c > '9') {
                break;
            }
            at++;
        }
        int digits = at - start - (point ? 1 : 0);
        if (at < end && body[at] == '\n' && digits > 0 && digits < PLAIN_LENGTH) {
            return at;
        }
        int newline = Bytes.newline(body, at, end);
        return newline < end && SampleValue.valid(body, start, newline) ? newline : -1;
    }

    private IndexedPayload payload(byte[] body, int bodyLength, int[] found) {
        Family[] moved = new Family[families.length];
        for (int i = 0; i < moved.length; i++) {
            Family family = families[i];
            int first = STRIDE * family.firstSeries;
            int last = first + STRIDE * (family.series - 1);
            moved[i] = family.moved(found[first] - offsets[first], found[last + 3] + 1);
        }
        Family[] sorted = new Family[moved.length];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = moved[order[i]];
        }
        return new IndexedPayload(body, bodyLength, moved, sorted, found, offsets.length / STRIDE, Map.of());
    }
}
