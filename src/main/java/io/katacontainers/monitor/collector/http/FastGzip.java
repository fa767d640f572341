package io.katacontainers.monitor.collector.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Gzip at its fastest: expositions repeat themselves so much that higher levels cost many times the CPU for little. */
final class FastGzip extends GZIPOutputStream {
    private static final int BUFFER = 32 << 10;

    FastGzip(OutputStream out) throws IOException {
        super(out, BUFFER);
        def.setLevel(Deflater.BEST_SPEED);
    }
}
