package io.katacontainers.monitor.collector.exposition;

import java.util.Arrays;

/** Where the series of one payload are: four offsets each, in the order of the payload. */
final class SeriesTable {
    static final int MAX_SERIES = 200_000;
    static final int STRIDE = 4;
    private static final int GUESS_BYTES_PER_SERIES = 72;

    private final LongSet keys = new LongSet();
    private int[] offsets;
    private int size;

    SeriesTable(int bytes) {
        offsets = new int[STRIDE * Math.min(MAX_SERIES, 16 + bytes / GUESS_BYTES_PER_SERIES)];
    }

    int size() {
        return size;
    }

    /**
     * False where a series of this key is there already.
     *
     * @throws MalformedPayloadException where there are too many
     */
    boolean add(long key, int lineStart, SampleLine line) throws MalformedPayloadException {
        if (!keys.add(key)) {
            return false;
        }
        if (size == MAX_SERIES) {
            throw new MalformedPayloadException("more than " + MAX_SERIES + " series");
        }
        int at = STRIDE * size++;
        if (at == offsets.length) {
            offsets = Arrays.copyOf(offsets, Math.min(STRIDE * MAX_SERIES, at * 2));
        }
        offsets[at] = lineStart;
        offsets[at + 1] = line.insertAt();
        offsets[at + 2] = line.valueStart();
        offsets[at + 3] = line.valueEnd();
        return true;
    }

    /** Per series: start of the line, where labels are inserted, start and end of the value. */
    int[] offsets() {
        return Arrays.copyOf(offsets, STRIDE * size);
    }

    /** A set of numbers that are as good as random. */
    private static final class LongSet {
        private long[] slots = new long[2048];
        private int size;
        private boolean zero;

        boolean add(long key) {
            if (key == 0) {
                boolean added = !zero;
                zero = true;
                return added;
            }
            int slot = (int) (key >>> 40) & (slots.length - 1);
            while (slots[slot] != 0) {
                if (slots[slot] == key) {
                    return false;
                }
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = key;
            if (++size * 2 > slots.length) {
                grow();
            }
            return true;
        }

        private void grow() {
            long[] old = slots;
            slots = new long[old.length * 2];
            size = 0;
            for (long key : old) {
                if (key != 0) {
                    add(key);
                }
            }
        }
    }
}
