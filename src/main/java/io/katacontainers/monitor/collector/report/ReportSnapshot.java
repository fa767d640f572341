package io.katacontainers.monitor.collector.report;

import io.katacontainers.monitor.report.NodeReport;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A report as it is sent. */
public final class ReportSnapshot {
    private static final int DIGEST_BYTES = 16;

    private final NodeReport report;
    private final byte[] body;
    private final String etag;

    ReportSnapshot(NodeReport report, byte[] body) {
        this.report = report;
        this.body = body;
        this.etag = '"' + HexFormat.of().formatHex(digest(body), 0, DIGEST_BYTES) + '"';
    }

    private static byte[] digest(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What the report says. */
    public NodeReport report() {
        return report;
    }

    /** A strong entity tag of the body, with its quotes. */
    public String etag() {
        return etag;
    }

    /** Length of the body in bytes. */
    public int length() {
        return body.length;
    }

    /** Writes the body: JSON. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(body);
    }
}
