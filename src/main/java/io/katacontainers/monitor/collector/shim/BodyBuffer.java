package io.katacontainers.monitor.collector.shim;

import java.util.Arrays;

/**
 * A body that grows while it arrives, never beyond what a budget allows: a declared length is a claim, not yet a fact. Holds one body until the
 * next is read into it. Not safe for use by several threads.
 */
final class BodyBuffer {
    /** What a Go shim with QEMU sends (64 KB), and some more: each time an array grows, all that it holds becomes garbage. */
    private static final int INITIAL_BYTES = 80 << 10;

    /** After a larger body the array is not kept for the next. */
    private static final int KEPT_BYTES = 256 << 10;

    private byte[] bytes = new byte[0];
    private int granted;
    private int length;

    /**
     * Reads all of a body.
     *
     * @param budget asked before memory counts as taken, whether it is new or was there
     */
    void readFully(Exchange exchange, int maxBytes, BodyBudget budget) throws ShimException {
        length = 0;
        granted = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[0];
        }
        long expected = exchange.declaredLength();
        if (expected > maxBytes) {
            throw tooLarge(maxBytes);
        }
        while (true) {
            if (length == granted) {
                if (length == expected) {
                    return;
                }
                grow(expected, maxBytes, budget);
            }
            int read = exchange.read(bytes, length, granted - length);
            if (read < 0) {
                return;
            }
            length += read;
        }
    }

    private void grow(long expected, int maxBytes, BodyBudget budget) throws ShimException {
        if (length > maxBytes) {
            throw tooLarge(maxBytes);
        }
        // One byte beyond the limit tells a body of just that size from a larger one.
        long wanted = Math.min(Math.max(INITIAL_BYTES, 2L * granted), maxBytes + 1L);
        int capacity = (int) (expected >= 0 ? Math.min(wanted, expected) : wanted);
        if (!budget.reserve(capacity - granted)) {
            throw new ShimException(ShimFailure.TOO_LARGE, "the answers of all shims together are too large");
        }
        granted = capacity;
        if (bytes.length < capacity) {
            bytes = Arrays.copyOf(bytes, capacity);
        }
    }

    private static ShimException tooLarge(int maxBytes) {
        return new ShimException(ShimFailure.TOO_LARGE, "the shim's answer is larger than " + maxBytes + " bytes");
    }

    /** The first {@link #length()} bytes are the body; changed by the next one. */
    byte[] bytes() {
        return bytes;
    }

    /** The body alone. */
    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /** Of the body, in bytes. */
    int length() {
        return length;
    }
}
