package io.katacontainers.monitor.collector.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Gathers small pieces into large writes. Not a stream: nothing is locked, closed or flushed through. */
final class TextBuffer {
    private static final int CAPACITY = 64 * 1024;

    private final OutputStream out;
    private final byte[] buffer = new byte[CAPACITY];
    private int size;

    TextBuffer(OutputStream out) {
        this.out = out;
    }

    void write(byte[] text, int start, int end) throws IOException {
        int length = end - start;
        if (length > CAPACITY - size) {
            drain();
            if (length > CAPACITY) {
                out.write(text, start, length);
                return;
            }
        }
        System.arraycopy(text, start, buffer, size, length);
        size += length;
    }

    void write(byte[] text) throws IOException {
        write(text, 0, text.length);
    }

    void write(char ascii) throws IOException {
        if (size == CAPACITY) {
            drain();
        }
        buffer[size++] = (byte) ascii;
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes a number as decimal digits, without zeros after the point that say nothing.
     *
     * @param unscaled not negative
     * @param decimals how many of its digits stand after the point
     */
    void write(long unscaled, int decimals) throws IOException {
        long rest = unscaled;
        int fraction = decimals;
        while (fraction > 0 && rest % 10 == 0) {
            rest /= 10;
            fraction--;
        }
        int digits = 1;
        for (long more = rest / 10; more > 0 || digits <= fraction; more /= 10) {
            digits++;
        }
        int length = fraction > 0 ? digits + 1 : digits;
        if (length > CAPACITY - size) {
            drain();
        }
        int at = size + length;
        for (int i = 0; i < digits; i++) {
            if (i == fraction && i > 0) {
                buffer[--at] = '.';
            }
            buffer[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += length;
    }

    /** Hands all that was gathered to the stream. */
    void drain() throws IOException {
        out.write(buffer, 0, size);
        size = 0;
    }
}
