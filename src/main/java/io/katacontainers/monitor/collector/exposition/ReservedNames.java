package io.katacontainers.monitor.collector.exposition;

import java.util.List;

/** What a guest must not write, because the collector or Prometheus writes it. */
final class ReservedNames {
    private static final List<String> LABELS = List.of(
            "job",
            "instance",
            "namespace",
            "pod",
            "container",
            "node",
            "cluster",
            "sandbox_id",
            "cri_uid",
            "cri_name",
            "cri_namespace");
    private static final List<String> FAMILIES =
            List.of("kata_monitor_", "kata_sandbox_", "kata_container_", "container_");

    private ReservedNames() {}

    static boolean label(byte[] text, int start, int end) {
        switch (text[start]) {
            case 'j', 'i', 'n', 'p', 'c', 's', '_' -> {
                if (Bytes.startsWith(text, start, end, "__")) {
                    return true;
                }
                for (int i = 0; i < LABELS.size(); i++) {
                    if (Bytes.equal(text, start, end, LABELS.get(i))) {
                        return true;
                    }
                }
                return false;
            }
            default -> {
                return false;
            }
        }
    }

    /** The family {@code container} is one too: as a histogram it would write {@code container_sum}. */
    static boolean family(String finalName) {
        for (String prefix : FAMILIES) {
            if (finalName.startsWith(prefix)
                    || (finalName.length() == prefix.length() - 1 && prefix.startsWith(finalName))) {
                return true;
            }
        }
        return false;
    }
}
