package io.katacontainers.monitor.collector.exposition;

import java.util.OptionalDouble;

/**
 * The values of a payload's series, as the shim wrote them, each with a newline after it. Not changed once it is complete.
 *
 * <p>Values of many sandboxes live from one scrape almost to the next, so they are kept small: only where each fourth begins is noted.
 */
final class SeriesValues {
    /** What takes no more digits than this overflows no double. */
    private static final int PLAIN_LENGTH = 300;

    private static final int MARK_SHIFT = 2;
    private static final int MARK_MASK = (1 << MARK_SHIFT) - 1;

    private final byte[] text;
    private final int[] marks;
    private int count;
    private int length;

    /**
     * Without values yet.
     *
     * @param series how many values there will be
     * @param bytes that they take together, newlines not counted
     */
    SeriesValues(int series, int bytes) {
        text = new byte[bytes + series];
        marks = new int[(series >> MARK_SHIFT) + 1];
    }

    /** Appends the next one; false where it takes more room than there is. */
    boolean add(byte[] body, int start, int end) {
        int bytes = end - start;
        if (bytes >= text.length - length) {
            return false;
        }
        System.arraycopy(body, start, text, length, bytes);
        added(length + bytes);
        return true;
    }

    /**
     * Appends a number without sign and exponent, such as most are, that ends with a newline.
     *
     * @return where the newline is; negative, and nothing appended, where there is no such number
     */
    int addPlain(byte[] body, int start, int bodyEnd) {
        int to = length;
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
        added(to);
        return at;
    }

    private void added(int end) {
        text[end] = '\n';
        length = end + 1;
        count++;
        if ((count & MARK_MASK) == 0) {
            marks[count >> MARK_SHIFT] = length;
        }
    }

    byte[] text() {
        return text;
    }

    /** Where a value begins, or after the last one. */
    int start(int series) {
        int at = marks[series >> MARK_SHIFT];
        for (int skip = series & MARK_MASK; skip > 0; skip--) {
            at = next(at);
        }
        return at;
    }

    /** Where the value after the one that begins here does. */
    int next(int start) {
        int at = start;
        while (text[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    /** Value of a series; empty where it is no number. */
    OptionalDouble number(int series) {
        int start = start(series);
        return SampleValue.parse(text, start, next(start) - 1);
    }
}
