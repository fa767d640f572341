package io.katacontainers.monitor.collector.shim;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Takes an answer while it arrives. */
@FunctionalInterface
public interface ResponseConsumer {
    /**
     * Called once, when status and headers are there.
     *
     * @param contentType as sent; null where absent or not printable
     * @param contentDisposition as sent; null where absent or not printable
     * @return where the body goes; not closed
     */
    OutputStream begin(int status, @Nullable String contentType, @Nullable String contentDisposition)
            throws IOException;
}
