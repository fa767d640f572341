package io.katacontainers.monitor.collector.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Merges what many shims sent into one page of text format 0.0.4: families sorted by name, each with one HELP and one TYPE, then its
 * series in the order of the payloads, each with the labels of its sandbox appended. Holds no page: what is written is gone. Safe for
 * use by several threads.
 *
 * <p>Timestamps are left out: a guest could write one far ahead, and Prometheus would refuse whatever comes later.
 */
public final class ExpositionMerger {
    /**
     * Prepares a page.
     *
     * @param payloads each with another sandbox id
     */
    public MergedPage merge(List<LabelledPayload> payloads, FamilyFilter filter) {
        return new MergedPage(payloads, filter);
    }

    /**
     * Writes a shim's own text of the families that the filter accepts by their names on the merged page: the shim's names, lines and
     * order, nothing added. Families with a fault are left out.
     */
    public void writeFiltered(IndexedPayload payload, FamilyFilter filter, OutputStream out) throws IOException {
        TextBuffer buffer = new TextBuffer(out);
        PayloadShape shape = payload.shape();
        for (RelayedFamily family : shape.families()) {
            if (filter.accepts(family.finalName())) {
                shape.write(family, payload.values(), buffer);
            }
        }
        buffer.drain();
    }
}
