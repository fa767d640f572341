package io.katacontainers.monitor.collector.shim;

import java.util.Arrays;

/** A body that grows while it arrives, never beyond what a budget allows: a declared length is a claim, not yet a fact. */
final class BodyBuffer {
    /** What a Go shim with QEMU sends (64 KB), and some more: each time an array grows, all that it holds becomes garbage. */
    private static final int INITIAL_BYTES = 80 << 10;

    private final int maxBytes;
    private final BodyBudget budget;
    private byte[] bytes = new byte[0];
    private int length;

    BodyBuffer(int maxBytes, BodyBudget budget) {
        this.maxBytes = maxBytes;
        this.budget = budget;
    }

    /** All of the body. */
    void readFully(Exchange exchange) throws ShimException {
        long expected = exchange.declaredLength();
        if (expected > maxBytes) {
            throw tooLarge();
        }
        while (true) {
            if (length == bytes.length) {
                if (length == expected) {
                    return;
                }
                grow(expected);
            }
            int read = exchange.read(bytes, length, bytes.length - length);
            if (read < 0) {
                return;
            }
            length += read;
        }
    }

    private void grow(long expected) throws ShimException {
        if (length > maxBytes) {
            throw tooLarge();
        }
        // One byte beyond the limit tells a body of just that size from a larger one.
        long wanted = Math.min(Math.max(INITIAL_BYTES, 2L * bytes.length), maxBytes + 1L);
        int capacity = (int) (expected >= 0 ? Math.min(wanted, expected) : wanted);
        if (!budget.reserve(capacity - bytes.length)) {
            throw new ShimException(ShimFailure.TOO_LARGE, "the answers of all shims together are too large");
        }
        bytes = Arrays.copyOf(bytes, capacity);
    }

    private ShimException tooLarge() {
        return new ShimException(ShimFailure.TOO_LARGE, "the shim's answer is larger than " + maxBytes + " bytes");
    }

    /** The array, cut to size where much of it is unused. */
    byte[] bytes() {
        return length < bytes.length - bytes.length / 8 ? Arrays.copyOf(bytes, length) : bytes;
    }

    int length() {
        return length;
    }
}
