package io.katacontainers.monitor.collector.exposition;

import java.util.Arrays;
import java.util.OptionalDouble;

/** The values of a payload's series, as the shim wrote them, each with a newline after it. Not changed once it is complete. */
final class SeriesValues {
    private final byte[] text;
    private final int[] starts;
    private int count;

    /**
     * Without values yet.
     *
     * @param series how many values there will be
     * @param bytes that they take together, newlines not counted
     */
    SeriesValues(int series, int bytes) {
        text = new byte[bytes + series];
        starts = new int[series + 1];
    }

    /** Appends the next one; false where it takes more room than there is. */
    boolean add(byte[] body, int start, int end) {
        int at = starts[count];
        int length = end - start;
        if (length >= text.length - at) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            text[at + i] = body[start + i];
        }
        text[at + length] = '\n';
        starts[++count] = at + length + 1;
        return true;
    }

    byte[] text() {
        return text;
    }

    int start(int series) {
        return starts[series];
    }

    /** The newline after it. */
    int end(int series) {
        return starts[series + 1] - 1;
    }

    /** Value of a series; empty where it is no number. */
    OptionalDouble number(int series) {
        return SampleValue.parse(text, start(series), end(series));
    }

    @Override
    public String toString() {
        return count + " values, " + Arrays.stream(starts).max().orElse(0) + " bytes";
    }
}
