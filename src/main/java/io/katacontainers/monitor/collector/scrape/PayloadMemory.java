package io.katacontainers.monitor.collector.scrape;

import io.katacontainers.monitor.collector.shim.BodyBudget;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory of the latest payloads of all sandboxes. Safe for use by several threads. */
final class PayloadMemory {
    /** Of each payload, four times what a real shim sends: the normal ones never compete with the monstrous. */
    private static final int FREE_BYTES = 256 << 10;

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    PayloadMemory(long limit) {
        this.limit = limit;
    }

    /** Bytes taken now. */
    long used() {
        return used.get();
    }

    /** The share of one payload. */
    Share share() {
        return new Share();
    }

    private boolean take(long bytes) {
        if (used.addAndGet(bytes) > limit) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** What one payload takes, until it is released. */
    final class Share implements BodyBudget {
        private long bytes;
        private long charged;

        @Override
        public synchronized boolean reserve(int more) {
            long charge = Math.max(0, bytes + more - FREE_BYTES) - charged;
            if (charge > 0 && !take(charge)) {
                return false;
            }
            bytes += more;
            charged += Math.max(0, charge);
            return true;
        }

        synchronized void release() {
            used.addAndGet(-charged);
            charged = 0;
            bytes = 0;
        }
    }
}
