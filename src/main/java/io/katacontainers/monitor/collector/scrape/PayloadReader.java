package io.katacontainers.monitor.collector.scrape;

import io.katacontainers.monitor.collector.exposition.MalformedPayloadException;
import java.util.Map;

/**
 * Makes something of the payloads of one shim. Called on the scraper's threads; whatever it throws costs only the sandbox in question.
 *
 * @param <P> a payload
 * @param <S> what is kept of a payload until the next one
 */
public interface PayloadReader<P, S> {
    /**
     * Checks and indexes.
     *
     * @param body the first {@code length} bytes are the payload; not to be kept: the next body will be there
     */
    P read(byte[] body, int length) throws MalformedPayloadException;

    /** The few figures that reports need. */
    S summarize(P payload);

    /** How many series of the payload were dropped, by the value of the label {@code reason}. */
    Map<String, Integer> dropped(P payload);
}
