package io.katacontainers.monitor.collector.exposition;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads one sample line: {@code name{label="value",…} value [timestamp]}. Holds where its parts are; used again for the next line. */
final class SampleLine {
    static final int MAX_LABELS = 64;
    private static final int STRIDE = 4;

    private final int[] labels = new int[STRIDE * MAX_LABELS];

    /** Spares most comparisons of names: with 64 labels there are 2,016 pairs. */
    private final int[] nameHashes = new int[MAX_LABELS];

    private int labelCount;
    private boolean reserved;
    private int insertAt;
    private int valueStart;
    private int valueEnd;

    /**
     * Reads what follows the name.
     *
     * @param nameEnd first byte after the name
     * @param end the newline
     * @return what is wrong with the line; null where it is valid
     */
    @Nullable
    DropReason read(byte[] text, int nameEnd, int end) {
        int at = readLabels(text, nameEnd, end);
        if (at < 0) {
            return labelCount == MAX_LABELS ? DropReason.LIMIT : DropReason.BAD_LINE;
        }
        return at > nameEnd && readValue(text, at, end) ? null : DropReason.BAD_LINE;
    }

    /**
     * Reads the labels that follow the name, if any.
     *
     * @param nameEnd first byte after the name
     * @param end of the line, or where its value starts
     * @return where the value starts; negative where a label is not valid
     */
    int readLabels(byte[] text, int nameEnd, int end) {
        labelCount = 0;
        reserved = false;
        insertAt = nameEnd;
        int at = Bytes.skipBlanks(text, nameEnd, end);
        if (at < end && text[at] == '{') {
            at = readBraces(text, at + 1, end);
            at = at < 0 ? at : Bytes.skipBlanks(text, at, end);
        }
        return at;
    }

    /** After the closing brace, or negative. */
    private int readBraces(byte[] text, int from, int end) {
        insertAt = from;
        int at = Bytes.skipBlanks(text, from, end);
        while (at < end && text[at] != '}') {
            int nameStart = at;
            at = labelName(text, at, end);
            int nameEnd = at;
            at = Bytes.skipBlanks(text, at, end);
            if (nameEnd == nameStart || at == end || text[at] != '=') {
                return -1;
            }
            at = Bytes.skipBlanks(text, at + 1, end);
            if (at == end || text[at] != '"' || labelCount == MAX_LABELS) {
                return -1;
            }
            int quoted = at + 1;
            at = labelValue(text, quoted, end);
            if (at < 0 || !add(text, nameStart, nameEnd, quoted, at)) {
                return -1;
            }
            reserved |= ReservedNames.label(text, nameStart, nameEnd);
            insertAt = ++at;
            at = Bytes.skipBlanks(text, at, end);
            if (at < end && text[at] == ',') {
                at = Bytes.skipBlanks(text, at + 1, end);
            } else if (at == end || text[at] != '}') {
                return -1;
            }
        }
        return at < end ? at + 1 : -1;
    }

    private static int labelName(byte[] text, int from, int end) {
        int at = from;
        while (at < end && (letter(text[at]) || (at > from && digit(text[at])))) {
            at++;
        }
        return at;
    }

    /** The closing quote, or negative. */
    private static int labelValue(byte[] text, int from, int end) {
        boolean ascii = true;
        for (int at = from; at < end; at++) {
            byte c = text[at];
            if (c == '"') {
                return ascii || Bytes.utf8(text, from, at) ? at : -1;
            } else if (c == '\\') {
                at++;
                if (at == end || (text[at] != '\\' && text[at] != '"' && text[at] != 'n')) {
                    return -1;
                }
            } else if (c <= 0) {
                ascii = false;
            }
        }
        return -1;
    }

    private boolean readValue(byte[] text, int from, int end) {
        valueStart = from;
        int at = from;
        while (at < end && !Bytes.blank(text[at])) {
            at++;
        }
        valueEnd = at;
        if (!SampleValue.valid(text, valueStart, valueEnd)) {
            return false;
        }
        at = Bytes.skipBlanks(text, at, end);
        int timestamp = at;
        while (at < end && digit(text[at])) {
            at++;
        }
        return Bytes.skipBlanks(text, at, end) == end && at - timestamp <= 18;
    }

    /** False where there is a label of this name already. */
    private boolean add(byte[] text, int nameStart, int nameEnd, int from, int to) {
        int hash = 0;
        for (int at = nameStart; at < nameEnd; at++) {
            hash = 31 * hash + text[at];
        }
        for (int i = 0; i < labelCount; i++) {
            if (nameHashes[i] == hash
                    && Arrays.equals(text, labelNameStart(i), labelNameEnd(i), text, nameStart, nameEnd)) {
                return false;
            }
        }
        nameHashes[labelCount] = hash;
        int at = STRIDE * labelCount++;
        labels[at] = nameStart;
        labels[at + 1] = nameEnd;
        labels[at + 2] = from;
        labels[at + 3] = to;
        return true;
    }

    int labelCount() {
        return labelCount;
    }

    int labelNameStart(int label) {
        return labels[STRIDE * label];
    }

    int labelNameEnd(int label) {
        return labels[STRIDE * label + 1];
    }

    int labelValueStart(int label) {
        return labels[STRIDE * label + 2];
    }

    int labelValueEnd(int label) {
        return labels[STRIDE * label + 3];
    }

    /** Index of the label of this name, or negative. */
    int label(byte[] text, String ascii) {
        for (int i = 0; i < labelCount; i++) {
            if (Bytes.equal(text, labelNameStart(i), labelNameEnd(i), ascii)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether it carries a label that a guest must not write. */
    boolean reserved() {
        return reserved;
    }

    /** Where further labels go: after a quote, an opening brace, or the name. */
    int insertAt() {
        return insertAt;
    }

    int valueStart() {
        return valueStart;
    }

    int valueEnd() {
        return valueEnd;
    }

    /** End of the metric name that starts here; {@code from} where none does. */
    static int nameEnd(byte[] text, int from, int end) {
        int at = from;
        while (at < end && (letter(text[at]) || text[at] == ':' || (at > from && digit(text[at])))) {
            at++;
        }
        return at;
    }

    private static boolean letter(byte c) {
        int lower = c | 0x20;
        return (lower >= 'a' && lower <= 'z') || c == '_';
    }

    private static boolean digit(byte c) {
        return c >= '0' && c <= '9';
    }
}
