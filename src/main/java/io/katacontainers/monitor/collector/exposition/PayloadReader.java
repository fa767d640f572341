package io.katacontainers.monitor.collector.exposition;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads one payload, once, line by line. */
final class PayloadReader {
    static final int MAX_LINE = 64 * 1024;
    static final int MAX_NAME = 1024;

    /** Odd: spreads families and suffixes over all numbers, and no two share one. */
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private static final long SUFFIX_LENGTHS = 8;

    private final byte[] text;
    private final int length;
    private final KeyedHash hash;
    private final FamilyTable families;
    private final SeriesTable series;
    private final SampleLine line = new SampleLine();
    private @Nullable Family current;
    private int unattributed;

    PayloadReader(byte[] text, int length, KeyedHash hash) {
        this.text = text;
        this.length = length;
        this.hash = hash;
        families = new FamilyTable(text, hash);
        series = new SeriesTable(length);
    }

    IndexedPayload read() throws MalformedPayloadException {
        int start = 0;
        while (start < length) {
            int end = Bytes.newline(text, start, length);
            if (end == length) {
                cut(start, end);
            } else if (start < end) {
                readLine(start, end);
            }
            start = end + 1;
        }
        return new PayloadReview(text, length, families, series.offsets(), unattributed).payload();
    }

    private void readLine(int start, int end) throws MalformedPayloadException {
        if (text[start] == '#') {
            readComment(start, end);
        } else {
            readSample(start, end);
        }
    }

    /** A last line without newline: whatever it belongs to may lack more. */
    private void cut(int start, int end) throws MalformedPayloadException {
        if (text[start] == '#') {
            return;
        }
        if (current != null) {
            current.lose(DropReason.BAD_LINE);
        }
        readSample(start, end);
        if (current != null) {
            current.lose(DropReason.BAD_LINE);
        }
    }

    private void readComment(int start, int end) throws MalformedPayloadException {
        int keyword = Bytes.skipBlanks(text, start + 1, end);
        int name = Bytes.skipBlanks(text, Math.min(keyword + 4, end), end);
        boolean type = Bytes.startsWith(text, keyword, end, "TYPE");
        if (keyword == start + 1 || name == keyword + 4 || !(type || Bytes.startsWith(text, keyword, end, "HELP"))) {
            return;
        }
        int nameEnd = SampleLine.nameEnd(text, name, end);
        int content = Bytes.skipBlanks(text, nameEnd, end);
        if (nameEnd == name || (content == nameEnd && content < end)) {
            badLine();
            return;
        }
        Family family = current;
        if (family == null || !belongs(family, name, nameEnd)) {
            family = begin(start, name, nameEnd);
        }
        family.end = Math.min(end + 1, length);
        if (end - start > MAX_LINE || nameEnd - name > MAX_NAME) {
            family.lose(DropReason.LIMIT);
        } else if (type) {
            readType(family, content, end);
        } else {
            readHelp(family, content, end);
        }
    }

    private void readType(Family family, int start, int end) {
        FamilyType type = FamilyType.parse(text, start, end);
        if (type == null) {
            family.lose(DropReason.BAD_LINE);
        } else if (family.typed || family.lines > 0) {
            family.lose(DropReason.TYPE_CONFLICT);
        } else {
            family.type = type;
            family.typed = true;
        }
    }

    private void readHelp(Family family, int start, int end) {
        if (family.helped || family.lines > 0) {
            family.lose(DropReason.DUPLICATE);
        } else if (!HelpText.valid(text, start, end)) {
            family.lose(DropReason.BAD_LINE);
        } else {
            family.helpStart = start;
            family.helpEnd = end;
        }
        family.helped = true;
    }

    private void readSample(int start, int end) throws MalformedPayloadException {
        int nameEnd = SampleLine.nameEnd(text, start, end);
        if (nameEnd == start) {
            if (Bytes.skipBlanks(text, start, end) < end) {
                badLine();
            }
            return;
        }
        Family family = current;
        if (family == null || !(belongs(family, start, nameEnd) || ofCompound(family, start, nameEnd))) {
            family = begin(start, start, nameEnd);
        }
        int suffix = start + family.nameLength();
        family.lines++;
        family.end = Math.min(end + 1, length);
        if (family.lost != null) {
            return;
        }
        DropReason wrong =
                end - start > MAX_LINE || nameEnd - start > MAX_NAME ? DropReason.LIMIT : line.read(text, nameEnd, end);
        if (wrong != null) {
            family.lose(wrong);
        } else if (!SampleShape.valid(family.type, text, suffix, nameEnd, line)) {
            family.lose(DropReason.BAD_LINE);
        } else if (line.reserved()) {
            family.reserved++;
        } else if (!series.add(key(family, nameEnd - suffix), start, line)) {
            family.lose(DropReason.DUPLICATE);
        } else {
            family.series++;
        }
    }

    /** A line of which not even the name can be read harms the family that it stands in. */
    private void badLine() {
        if (current == null) {
            unattributed++;
        } else {
            current.lines++;
            current.lose(DropReason.BAD_LINE);
        }
    }

    private Family begin(int lineStart, int nameStart, int nameEnd) throws MalformedPayloadException {
        Family family = families.begin(lineStart, nameStart, nameEnd);
        if (family.lost == null) {
            family.firstSeries = series.size();
        }
        current = family;
        return family;
    }

    private boolean belongs(Family family, int start, int end) {
        return Arrays.equals(text, family.nameStart, family.nameEnd, text, start, end);
    }

    private boolean ofCompound(Family family, int start, int end) {
        int suffix = start + family.nameLength();
        return family.type.compound()
                && suffix < end
                && Arrays.equals(text, family.nameStart, family.nameEnd, text, start, suffix)
                && SampleShape.suffixed(text, suffix, end);
    }

    /**
     * The same for two series exactly where Prometheus takes them for one: whatever the order of the labels, without empty ones, and
     * with bounds of buckets and quantiles as numbers.
     */
    private long key(Family family, int suffixLength) {
        long key = (family.index * SUFFIX_LENGTHS + suffixLength) * STEP;
        for (int i = 0; i < line.labelCount(); i++) {
            if (line.labelValueStart(i) < line.labelValueEnd(i)) {
                key += labelKey(family.type, i);
            }
        }
        return key;
    }

    private long labelKey(FamilyType type, int label) {
        int nameStart = line.labelNameStart(label);
        int nameEnd = line.labelNameEnd(label);
        int valueStart = line.labelValueStart(label);
        int valueEnd = line.labelValueEnd(label);
        if (SampleShape.numeric(type, text, nameStart, nameEnd)) {
            double number = SampleValue.parse(text, valueStart, valueEnd).orElse(Double.NaN);
            return hash.hash(Double.doubleToLongBits(number + 0.0));
        }
        if (valueStart == nameEnd + 2) {
            return hash.hash(text, nameStart, valueEnd);
        }
        byte[] withoutBlanks = new byte[nameEnd - nameStart + 2 + valueEnd - valueStart];
        System.arraycopy(text, nameStart, withoutBlanks, 0, nameEnd - nameStart);
        withoutBlanks[nameEnd - nameStart] = '=';
        withoutBlanks[nameEnd - nameStart + 1] = '"';
        System.arraycopy(text, valueStart, withoutBlanks, nameEnd - nameStart + 2, valueEnd - valueStart);
        return hash.hash(withoutBlanks, 0, withoutBlanks.length);
    }
}
