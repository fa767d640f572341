package io.katacontainers.monitor.collector.shim;

/**
 * Makes something of a body.
 *
 * @param <T> what it makes
 * @param <E> why it may not
 */
@FunctionalInterface
public interface BodyReader<T, E extends Exception> {
    /**
     * Reads it.
     *
     * @param body the first {@code length} bytes are the body; not to be kept: the next one will be there
     */
    T read(byte[] body, int length) throws E;
}
