package io.katacontainers.monitor.collector.exposition;

/** Series of one family that carry some labels. Where they are is found once for all payloads of one shape: keep selectors. */
public final class SeriesSelector {
    private final String family;
    private final String[] labels;

    private SeriesSelector(String family, String[] labels) {
        this.family = family;
        this.labels = labels;
    }

    /**
     * Selects.
     *
     * @param family as on the merged page
     * @param labels a name, its value, and so on; values as in the text: compared without undoing escapes
     */
    public static SeriesSelector of(String family, String... labels) {
        return new SeriesSelector(family, labels.clone());
    }

    String family() {
        return family;
    }

    /** Whether the series bears all labels. */
    boolean matches(SampleLine line, byte[] text) {
        for (int i = 0; i < labels.length; i += 2) {
            int label = line.label(text, labels[i]);
            if (label < 0
                    || !Bytes.equal(text, line.labelValueStart(label), line.labelValueEnd(label), labels[i + 1])) {
                return false;
            }
        }
        return true;
    }
}
