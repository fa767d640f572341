package io.katacontainers.monitor.collector.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Labels as they stand between the braces, rendered once for all families whose series bear them. */
public final class LabelBlock {
    private final byte[] text;

    private LabelBlock(byte[] text) {
        this.text = text;
    }

    /**
     * Renders labels.
     *
     * @param namesAndValues a name, its value, and so on; values as they are, whatever they hold
     */
    public static LabelBlock of(String... namesAndValues) {
        StringBuilder text = new StringBuilder(192);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(namesAndValues[i]).append("=\"");
            text.append(Escaping.labelValue(namesAndValues[i + 1])).append('"');
        }
        return new LabelBlock(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Renders the labels of a sandbox and, after them, more: a name, its value, and so on. */
    public static LabelBlock of(SandboxLabels labels, String... more) {
        String[] all = Arrays.copyOf(
                new String[] {
                    "sandbox_id",
                    labels.sandboxId(),
                    "cri_uid",
                    labels.criUid(),
                    "cri_name",
                    labels.criName(),
                    "cri_namespace",
                    labels.criNamespace()
                },
                8 + more.length);
        System.arraycopy(more, 0, all, 8, more.length);
        return of(all);
    }

    byte[] text() {
        return text;
    }
}
