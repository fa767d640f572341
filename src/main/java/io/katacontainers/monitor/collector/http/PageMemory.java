package io.katacontainers.monitor.collector.http;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Memory for pages, bounded, and used again and again: what were garbage after each page would fill the heap until it has grown to its limit. Safe
 * for use by several threads.
 */
final class PageMemory {
    static final int BLOCK_BYTES = 64 << 10;

    /** Together what a page of 500 sandboxes takes that does not come from shims, or the whole of it when compressed. */
    private static final int KEPT_BLOCKS = (12 << 20) / BLOCK_BYTES;

    private final int mostBlocks;
    private final Queue<byte[]> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();

    /** @param mostBytes that pages may take together */
    PageMemory(long mostBytes) {
        this.mostBlocks = (int) Math.min(Integer.MAX_VALUE, mostBytes / BLOCK_BYTES);
    }

    /** Other pages, which clients read too slowly perhaps, take all of it. */
    static final class ExhaustedException extends IOException {
        private ExhaustedException() {
            super("too many pages are being sent");
        }
    }

    byte[] take() throws ExhaustedException {
        if (taken.incrementAndGet() > mostBlocks) {
            taken.decrementAndGet();
            throw new ExhaustedException();
        }
        byte @Nullable [] block = free.poll();
        if (block == null) {
            return new byte[BLOCK_BYTES];
        }
        kept.decrementAndGet();
        return block;
    }

    void give(byte[] block) {
        taken.decrementAndGet();
        if (kept.incrementAndGet() <= KEPT_BLOCKS) {
            free.add(block);
        } else {
            kept.decrementAndGet();
        }
    }

    /** Blocks that pages take now. */
    int taken() {
        return taken.get();
    }
}
