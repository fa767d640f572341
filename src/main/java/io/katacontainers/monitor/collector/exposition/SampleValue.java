package io.katacontainers.monitor.collector.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Numbers as Prometheus reads them: Go's {@code strconv.ParseFloat} without hexadecimal forms and underscores. What overflows a double
 * is refused, as there.
 */
final class SampleValue {
    /** The longest that a double can need is 1,077 digits; Rust writes the smallest ones with 326. */
    static final int MAX_LENGTH = 1100;

    /** An integer of so many digits is exact as a double. */
    private static final int EXACT_DIGITS = 15;

    /** No number with fewer digits before the point overflows. */
    private static final int SAFE_EXPONENT = 300;

    private SampleValue() {}

    static boolean valid(byte[] text, int start, int end) {
        int at = start;
        if (at == end || end - start > MAX_LENGTH) {
            return false;
        }
        boolean signed = text[at] == '+' || text[at] == '-';
        if (signed) {
            at++;
        }
        if (at < end && (text[at] | 0x20) >= 'a') {
            String word =
                    new String(text, at, Math.min(end - at, 9), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
            return end - at <= 8 && (word.equals("inf") || word.equals("infinity") || (!signed && word.equals("nan")));
        }
        int mantissa = at;
        at = skipDigits(text, at, end);
        int integerDigits = at - mantissa;
        int digits = integerDigits;
        if (at < end && text[at] == '.') {
            int fraction = ++at;
            at = skipDigits(text, at, end);
            digits += at - fraction;
        }
        if (digits == 0) {
            return false;
        }
        int exponent = 0;
        if (at < end && (text[at] == 'e' || text[at] == 'E')) {
            at++;
            boolean negative = at < end && text[at] == '-';
            if (negative || (at < end && text[at] == '+')) {
                at++;
            }
            int from = at;
            at = skipDigits(text, at, end);
            if (at == from) {
                return false;
            }
            exponent = negative ? 0 : magnitude(text, from, at);
        }
        return at == end && (integerDigits + exponent < SAFE_EXPONENT || Double.isFinite(decimal(text, start, end)));
    }

    /** The number; empty where the text is none. */
    static OptionalDouble parse(byte[] text, int start, int end) {
        long integer = smallInteger(text, start, end);
        if (integer >= 0) {
            return OptionalDouble.of((double) integer);
        }
        if (!valid(text, start, end)) {
            return OptionalDouble.empty();
        }
        int first = text[start] == '+' || text[start] == '-' ? start + 1 : start;
        if ((text[first] | 0x20) == 'n') {
            return OptionalDouble.of(Double.NaN);
        }
        if ((text[first] | 0x20) == 'i') {
            return OptionalDouble.of(text[start] == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        return OptionalDouble.of(decimal(text, start, end));
    }

    private static long smallInteger(byte[] text, int start, int end) {
        if (end - start > EXACT_DIGITS || start == end) {
            return -1;
        }
        long value = 0;
        for (int at = start; at < end; at++) {
            if (text[at] < '0' || text[at] > '9') {
                return -1;
            }
            value = value * 10 + (text[at] - '0');
        }
        return value;
    }

    private static double decimal(byte[] text, int start, int end) {
        return Double.parseDouble(new String(text, start, end - start, StandardCharsets.ISO_8859_1));
    }

    private static int skipDigits(byte[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at;
    }

    private static int magnitude(byte[] text, int start, int end) {
        int value = 0;
        for (int at = start; at < end && value < SAFE_EXPONENT; at++) {
            value = value * 10 + (text[at] - '0');
        }
        return value;
    }
}
