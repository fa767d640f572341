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

    static void write(IndexedPayload payload, Family family, byte[] labels, TextBuffer buffer) throws IOException {
        byte[] text = payload.text();
        int[] offsets = payload.offsets();
        int at = SeriesTable.STRIDE * family.firstSeries;
        int end = at + SeriesTable.STRIDE * family.series;
        int copied = offsets[at];
        while (at < end) {
            int insertAt = offsets[at + 1];
            if (family.prefixed) {
                buffer.write(PREFIX);
            }
            buffer.write(text, copied, insertAt);
            byte before = text[insertAt - 1];
            if (before == '"') {
                buffer.write(',');
            } else if (before != '{') {
                buffer.write('{');
            }
            buffer.write(labels);
            int valueEnd = offsets[at + 3];
            copied = offsets[at + 2];
            at += SeriesTable.STRIDE;
            if (family.prefixed || at == end || offsets[at] != valueEnd + 1) {
                buffer.write(text, copied, valueEnd);
                buffer.write('\n');
                copied = at < end ? offsets[at] : copied;
            }
            // Else the value, the newline and the next series up to its labels stand together: one copy.
        }
    }
}
