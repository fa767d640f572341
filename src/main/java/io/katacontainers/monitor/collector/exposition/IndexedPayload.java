package io.katacontainers.monitor.collector.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.OptionalDouble;

/** What of a shim's body may be relayed: values of its own, and a shape that it mostly shares with others. Immutable; keeps no body. */
public final class IndexedPayload {
    private final PayloadShape shape;
    private final SeriesValues values;

    IndexedPayload(PayloadShape shape, SeriesValues values) {
        this.shape = shape;
        this.values = values;
    }

    /** Writes what the shim sent, byte for byte, whatever of it may be relayed. */
    public void writeTo(OutputStream out) throws IOException {
        TextBuffer buffer = new TextBuffer(out);
        shape.write(values, buffer);
        buffer.drain();
    }

    /** Series that may be relayed. */
    public int seriesCount() {
        return shape.relayedSeries();
    }

    /** Series, and lines that should be some, that may not be relayed, by reason. Reasons that did not occur are absent. */
    public Map<DropReason, Integer> dropped() {
        return shape.dropped();
    }

    /** Value of the first series that is selected; empty where there is none. */
    public OptionalDouble value(SeriesSelector selector) {
        int[] selected = shape.select(selector);
        return selected.length == 0 ? OptionalDouble.empty() : values.number(selected[0]);
    }

    /** Series that are selected. */
    public int count(SeriesSelector selector) {
        return shape.select(selector).length;
    }

    PayloadShape shape() {
        return shape;
    }

    SeriesValues values() {
        return values;
    }
}
