package io.katacontainers.monitor.collector.exposition;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Copies series and injects labels. */
final class SeriesWriter {
    private static final byte[] PREFIX = FinalNames.PREFIX.getBytes(StandardCharsets.US_ASCII);

    private SeriesWriter() {}

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

    static void write(PayloadShape shape, RelayedFamily family, SeriesValues values, byte[] labels, TextBuffer buffer)
            throws IOException {
        byte[] text = shape.text();
        for (int index = family.firstSeries(); index < family.lastSeries(); index++) {
            int insertAt = shape.insertAt(index);
            if (family.prefixed()) {
                buffer.write(PREFIX);
            }
            buffer.write(text, shape.lineStart(index), insertAt);
            byte before = text[insertAt - 1];
            if (before == '"') {
                buffer.write(',');
            } else if (before != '{') {
                buffer.write('{');
            }
            buffer.write(labels);
            // With its newline.
            buffer.write(values.text(), values.start(index), values.end(index) + 1);
        }
    }
}
