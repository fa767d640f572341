package io.katacontainers.monitor.collector.exposition;

/** A payload with no valid family at all. */
public final class MalformedPayloadException extends Exception {
    /** @param message one line that repeats nothing of the payload */
    public MalformedPayloadException(String message) {
        super(message);
    }
}
