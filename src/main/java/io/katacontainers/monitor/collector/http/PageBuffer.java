package io.katacontainers.monitor.collector.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** A page, or a part of one, that is kept until it is sent. Closing gives its memory back. Written by one thread; then read by any. */
final class PageBuffer implements AutoCloseable {
    private final PageMemory memory;
    private final List<byte[]> blocks = new ArrayList<>();
    private long size;

    PageBuffer(PageMemory memory) {
        this.memory = memory;
    }

    /** Appends to it. To close the stream changes nothing. */
    OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int value) throws PageMemory.ExhaustedException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int length) throws PageMemory.ExhaustedException {
                append(source, offset, length);
            }
        };
    }

    private void append(byte[] source, int offset, int length) throws PageMemory.ExhaustedException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int used = (int) (size % PageMemory.BLOCK_BYTES);
            if (used == 0) {
                blocks.add(memory.take());
            }
            int part = Math.min(left, PageMemory.BLOCK_BYTES - used);
            System.arraycopy(source, from, blocks.get(blocks.size() - 1), used, part);
            size += part;
            from += part;
            left -= part;
        }
    }

    /** Bytes that were written. */
    long size() {
        return size;
    }

    /** Copies all to a stream. */
    void writeTo(OutputStream out) throws IOException {
        long left = size;
        for (byte[] block : blocks) {
            int part = (int) Math.min(left, block.length);
            out.write(block, 0, part);
            left -= part;
        }
    }

    @Override
    public void close() {
        blocks.forEach(memory::give);
        blocks.clear();
        size = 0;
    }
}
