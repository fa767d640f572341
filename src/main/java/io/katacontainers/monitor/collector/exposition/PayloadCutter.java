package io.katacontainers.monitor.collector.exposition;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Takes the values out of a body that was read: what is left is its shape. */
final class PayloadCutter {
    private final byte[] body;
    private final int length;
    private final int[] offsets;
    private final int count;

    /** Bytes of values before that of each series. */
    private final int[] removed;

    /** @param offsets as {@link SeriesTable#offsets} */
    PayloadCutter(byte[] body, int length, int[] offsets) {
        this.body = body;
        this.length = length;
        this.offsets = offsets;
        this.count = offsets.length / SeriesTable.STRIDE;
        this.removed = new int[count + 1];
        for (int index = 0; index < count; index++) {
            removed[index + 1] = removed[index] + valueEnd(index) - valueStart(index);
        }
    }

    private int valueStart(int index) {
        return offsets[SeriesTable.STRIDE * index + 2];
    }

    private int valueEnd(int index) {
        return offsets[SeriesTable.STRIDE * index + 3];
    }

    /**
     * Cuts.
     *
     * @param relayed in the order of the body
     */
    IndexedPayload cut(List<Family> relayed, Map<DropReason, Integer> dropped) {
        SeriesValues values = new SeriesValues(count, removed[count]);
        byte[] text = new byte[length - removed[count]];
        int[] series = new int[PayloadShape.STRIDE * count];
        int from = 0;
        for (int index = 0; index < count; index++) {
            int before = removed[index];
            System.arraycopy(body, from, text, from - before, valueStart(index) - from);
            for (int i = 0; i < PayloadShape.STRIDE; i++) {
                series[PayloadShape.STRIDE * index + i] = offsets[SeriesTable.STRIDE * index + i] - before;
            }
            if (!values.add(body, valueStart(index), valueEnd(index))) {
                throw new IllegalStateException("values take more room than they did");
            }
            from = valueEnd(index);
        }
        System.arraycopy(body, from, text, from - removed[count], length - from);
        RelayedFamily[] families = relayed.stream().map(this::cut).toArray(RelayedFamily[]::new);
        RelayedFamily[] sorted = families.clone();
        Arrays.sort(sorted, Comparator.comparing(RelayedFamily::finalName));
        return new IndexedPayload(new PayloadShape(text, series, families, sorted, dropped), values);
    }

    /** Names and HELP stand before all values of the family, or it would not be relayed. */
    private RelayedFamily cut(Family family) {
        int before = removed[family.firstSeries];
        return new RelayedFamily(
                family.finalName,
                family.known,
                family.prefixed,
                family.type,
                family.start - before,
                family.end - removed[family.firstSeries + family.series],
                family.helpStart - before,
                family.helpEnd - before,
                family.firstSeries,
                family.series,
                headBytes(family));
    }

    private int headBytes(Family family) {
        int bytes = 0;
        for (int index = family.firstSeries; index < family.firstSeries + family.series; index++) {
            int at = SeriesTable.STRIDE * index;
            bytes += SeriesWriter.headBytes(body, offsets[at], offsets[at + 1], family.prefixed);
        }
        return bytes;
    }
}
