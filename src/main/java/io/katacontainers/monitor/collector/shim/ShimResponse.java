package io.katacontainers.monitor.collector.shim;

import org.jspecify.annotations.Nullable;

/**
 * A complete answer of 200.
 *
 * @param contentType as sent; null where absent or not printable
 */
@SuppressWarnings("ArrayRecordComponent") // a transport for bytes; never compared
public record ShimResponse(@Nullable String contentType, byte[] body) {}
