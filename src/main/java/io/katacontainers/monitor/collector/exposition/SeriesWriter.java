package io.katacontainers.monitor.collector.exposition;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Copies series and injects labels. */
final class SeriesWriter implements MergeSink {
    private static final byte[] PREFIX = FinalNames.PREFIX.getBytes(StandardCharsets.US_ASCII);

    private final TextBuffer buffer;

    SeriesWriter(TextBuffer buffer) {
        this.buffer = buffer;
    }

    /** The labels up to the blank before the value; what stands before the first of them depends on the series. */
    static byte[] render(SandboxLabels labels) {
        StringBuilder text = new StringBuilder(192);
        append(text, "sandbox_id", labels.sandboxId()).append(',');
        append(text, "cri_uid", labels.criUid()).append(',');
        append(text, "cri_name", labels.criName()).append(',');
        append(text, "cri_namespace", labels.criNamespace()).append("} ");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static StringBuilder append(StringBuilder text, String name, String value) {
        return text.append(name)
                .append("=\"")
                .append(Escaping.labelValue(value))
                .append('"');
    }

    /**
     * Bytes that are written of a series before the labels of its sandbox.
     *
     * @param insertAt where those are inserted
     */
    static int headBytes(byte[] text, int lineStart, int insertAt, boolean prefixed) {
        return insertAt - lineStart + (text[insertAt - 1] == '{' ? 0 : 1) + (prefixed ? PREFIX.length : 0);
    }

    @Override
    public void comments(byte[] text) throws IOException {
        buffer.write(text);
    }

    @Override
    public void series(RelayedFamily family, ShapeGroup.Member member) throws IOException {
        PayloadShape shape = member.group().shape();
        SeriesValues values = member.values();
        byte[] text = shape.text();
        byte[] labels = member.labels();
        int value = values.start(family.firstSeries());
        for (int index = family.firstSeries(); index < family.lastSeries(); index++) {
            if (family.prefixed()) {
                buffer.write(PREFIX);
            }
            int insertAt = shape.insertAt(index);
            buffer.write(text, shape.lineStart(index), insertAt);
            byte before = text[insertAt - 1];
            if (before != '{') {
                buffer.write(before == '"' ? ',' : '{');
            }
            buffer.write(labels);
            int next = values.next(value);
            buffer.write(values.text(), value, next);
            value = next;
        }
    }

    @Override
    public void dropped(RelayedFamily family, ShapeGroup.Member member) {
        // Nothing is written of them.
    }
}
