package io.katacontainers.monitor.collector.exposition;

import java.util.Arrays;
import java.util.OptionalDouble;

/** The values of a payload's series, as the shim wrote them, each with a newline after it. Not changed once it is complete. */
final class SeriesValues {
    /** What takes no more digits than this overflows no double. */
    private static final int PLAIN_LENGTH = 300;

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
        System.arraycopy(body, start, text, at, length);
        text[at + length] = '\n';
        starts[++count] = at + length + 1;
        return true;
    }

    /**
     * Appends a number without sign and exponent, such as most are, that ends with a newline.
     *
     * @return where the newline is; negative, and nothing appended, where there is no such number
     */
    int addPlain(byte[] body, int start, int bodyEnd) {
        int to = starts[count];
        int limit = Math.min(bodyEnd, start + Math.min(PLAIN_LENGTH, text.length - 1 - to));
        int at = start;
        int points = 0;
        while (at < limit) {
            byte c = body[at];
            if (c < '0' || c > '9') {
                if (c != '.' || points > 0) {
                    break;
                }
                points = 1;
            }
            text[to++] = c;
            at++;
        }
        if (at - start == points || at == bodyEnd || body[at] != '\n') {
            return -1;
        }
        text[to] = '\n';
        starts[++count] = to + 1;
        return at;
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
