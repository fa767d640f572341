package io.katacontainers.monitor.collector.scrape;

import io.katacontainers.monitor.collector.exposition.IndexedPayload;
import io.katacontainers.monitor.collector.exposition.MalformedPayloadException;
import io.katacontainers.monitor.collector.exposition.PayloadIndexer;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads payloads in the Prometheus text format. */
public final class IndexedPayloadReader implements PayloadReader<IndexedPayload, GuestSummary> {
    private final PayloadIndexer indexer = new PayloadIndexer();

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
