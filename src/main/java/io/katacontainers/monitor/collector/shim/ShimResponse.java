package io.katacontainers.monitor.collector.shim;

import org.jspecify.annotations.Nullable;

/**
 * A complete answer.
 *
 * @param contentType as sent; null where absent or not printable
 * @param contentDisposition as sent; null where absent or not printable
 * @param body the first {@code length} bytes are the body
 * @param length in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // a transport for bytes; never compared
public record ShimResponse(
        int status, @Nullable String contentType, @Nullable String contentDisposition, byte[] body, int length) {}
