package io.katacontainers.monitor.collector.scrape;

import io.katacontainers.monitor.collector.exposition.IndexedPayload;
import io.katacontainers.monitor.collector.exposition.MalformedPayloadException;
import io.katacontainers.monitor.collector.exposition.PayloadIndexer;
import io.katacontainers.monitor.collector.exposition.SandboxIndexer;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the payloads of one shim in the Prometheus text format. */
public final class IndexedPayloadReader implements PayloadReader<IndexedPayload, GuestSummary> {
    private final SandboxIndexer indexer;

    /** @param indexer shared by the readers of all shims */
    public IndexedPayloadReader(PayloadIndexer indexer) {
        this.indexer = indexer.forSandbox();
    }

    @Override
    public IndexedPayload read(byte[] body, int length) throws MalformedPayloadException {
        return indexer.index(body, length);
    }

    @Override
    public GuestSummary summarize(IndexedPayload payload) {
        return GuestSummary.of(payload);
    }

    @Override
    public Map<String, Integer> dropped(IndexedPayload payload) {
        return payload.dropped().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().label(), Map.Entry::getValue));
    }
}
