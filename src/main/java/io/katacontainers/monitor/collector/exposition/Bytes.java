package io.katacontainers.monitor.collector.exposition;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searches and comparisons on ranges of bytes. */
final class Bytes {
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Bytes() {}

    /** First newline at or after {@code from}, or {@code end}. */
    static int newline(byte[] text, int from, int end) {
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long differing = (long) LONGS.get(text, at) ^ (ONES * '\n');
            long found = (differing - ONES) & ~differing & HIGH_BITS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (at < end && text[at] != '\n') {
            at++;
        }
        return at;
    }

    static int skipBlanks(byte[] text, int from, int end) {
        int at = from;
        while (at < end && blank(text[at])) {
            at++;
        }
        return at;
    }

    static boolean blank(byte value) {
        return value == ' ' || value == '\t';
    }

    static boolean equal(byte[] text, int start, int end, String ascii) {
        return end - start == ascii.length() && startsWith(text, start, end, ascii);
    }

    static boolean startsWith(byte[] text, int start, int end, String ascii) {
        if (end - start < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (text[start + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the range is UTF-8 without overlong forms, surrogates and NUL. */
    static boolean utf8(byte[] text, int start, int end) {
        int at = start;
        while (at < end) {
            int lead = text[at];
            if (lead > 0) {
                at++;
                continue;
            }
            int length = sequenceLength(lead & 0xff);
            if (length == 0 || at + length > end || !continues(text, at, length)) {
                return false;
            }
            at += length;
        }
        return true;
    }

    private static int sequenceLength(int lead) {
        if (lead >= 0xc2 && lead <= 0xdf) {
            return 2;
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            return 3;
        }
        return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
    }

    private static boolean continues(byte[] text, int at, int length) {
        for (int i = 1; i < length; i++) {
            if ((text[at + i] & 0xc0) != 0x80) {
                return false;
            }
        }
        int second = text[at + 1] & 0xff;
        return switch (text[at] & 0xff) {
            case 0xe0 -> second >= 0xa0;
            case 0xed -> second < 0xa0;
            case 0xf0 -> second >= 0x90;
            case 0xf4 -> second < 0x90;
            default -> true;
        };
    }
}
