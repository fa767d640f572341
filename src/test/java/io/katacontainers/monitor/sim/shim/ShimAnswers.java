package io.katacontainers.monitor.sim.shim;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/** Answers as the two kinds of shims write them (Go: net/http, chunked; runtime-rs: hyper, with a length and no type), and bad ones. */
final class ShimAnswers {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";
    private static final long DRIP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int CHUNK_BYTES = 4096;

    private final ShimConnection connection;
    private final Flavor flavor;

    ShimAnswers(ShimConnection connection, Flavor flavor) {
        this.connection = connection;
        this.flavor = flavor;
    }

    /** A short text. */
    void text(int status, String body) throws IOException {
        String type = flavor == Flavor.GO ? "Content-Type: text/plain; charset=utf-8\r\n" : "";
        connection.write("HTTP/1.1 " + status + " " + (status == 200 ? "OK" : "Error") + "\r\n" + type
                + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    /** A page of debugging. */
    void page(String contentType, String body) throws IOException {
        connection.write(OK + "Content-Type: " + contentType + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    private void good(byte[] body) throws IOException {
        if (flavor == Flavor.RUNTIME_RS) {
            connection.write(OK + "content-length: " + body.length + "\r\n\r\n");
            connection.write(body);
            return;
        }
        connection.write(OK + "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n" + CHUNKED);
        for (int start = 0; start < body.length; start += CHUNK_BYTES) {
            chunk(body, start, Math.min(body.length, start + CHUNK_BYTES));
        }
        connection.write("0\r\n\r\n");
    }

    private void chunk(byte[] body, int start, int end) throws IOException {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(end - start + 16);
        chunk.writeBytes((Integer.toHexString(end - start) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        chunk.write(body, start, end - start);
        chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        connection.write(chunk.toByteArray());
    }

    /** The answer to /metrics. */
    void metrics(ShimFault fault, String payload) throws IOException {
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        switch (fault) {
            case NONE -> good(body);
            case HANG, SPINNING -> connection.awaitEnd();
            case HANG_AFTER_FIRST_FAMILY -> {
                connection.write(OK + CHUNKED);
                chunk(body, 0, payload.indexOf("# HELP", 1));
                connection.awaitEnd();
            }
            case SLOW_DRIP -> drip(body);
            case STATUS_500 -> text(500, "internal error\n");
            case STATUS_404 -> text(404, "404 page not found\n");
            case STATUS_500_VALID_BODY -> text(500, payload);
            case REDIRECT ->
                connection.write("HTTP/1.1 302 Found\r\nLocation: http://shim/other\r\nContent-Length: 0\r\n\r\n");
            case GARBAGE -> {
                connection.write("\u0000\u0001 this is no HTTP at all\n".repeat(100));
                connection.close();
            }
            case GARBAGE_BODY -> text(200, "<html>%%% no exposition {{{\n".repeat(100));
            case HALF_BODY -> {
                connection.write(OK + "Content-Length: " + body.length + "\r\n\r\n");
                connection.write(payload.substring(0, payload.length() / 2));
                connection.close();
            }
            case CUT_CHUNK -> {
                connection.write(OK + CHUNKED + Integer.toHexString(body.length) + "\r\n");
                connection.write(payload.substring(0, payload.length() / 2));
                connection.close();
            }
            case ENDLESS_BODY -> endless();
            case NO_LENGTH -> {
                connection.write(OK + "Content-Type: text/plain\r\n\r\n" + payload);
                connection.close();
            }
            case HUGE_LENGTH -> {
                connection.write(OK + "Content-Length: 99999999999\r\n\r\n" + payload);
                connection.awaitEnd();
            }
            case HUGE_HEADER -> {
                connection.write(OK + "X-Huge: ");
                for (int i = 0; i < 1024; i++) {
                    connection.write("x".repeat(CHUNK_BYTES));
                }
                connection.awaitEnd();
            }
            case MANY_HEADERS -> {
                connection.write(OK);
                for (long i = 0; ; i++) {
                    connection.write("X-" + i + ": many\r\n");
                }
            }
            case GZIP -> {
                byte[] packed = gzip(body);
                connection.write(OK + "Content-Encoding: gzip\r\nContent-Length: " + packed.length + "\r\n\r\n");
                connection.write(packed);
            }
            case BAD_LINE -> good(append(payload, "kata_guest_load{item=\"load1\" not a number\n"));
            case OTHER_TYPE ->
                good(payload.replace("# TYPE kata_guest_load gauge", "# TYPE kata_guest_load counter")
                        .getBytes(StandardCharsets.UTF_8));
            case DUPLICATE_SERIES -> good(append(payload, "kata_guest_load{item=\"load1\"} 1\n"));
            case OWN_LABELS ->
                good(append(
                        payload,
                        "kata_guest_load{item=\"mine\",sandbox_id=\"other\",cri_name=\"other\",job=\"other\"} 1\n"));
            case OWN_NAMES ->
                good(append(
                        payload, "kata_monitor_sandbox_up 1\ncontainer_memory_working_set_bytes{pod=\"other\"} 1\n"));
            case RESET, REFUSED, NO_SOCKET -> connection.close();
        }
    }

    private void drip(byte[] body) throws IOException {
        connection.write(OK + String.format(Locale.ROOT, "Content-Length: %d\r\n\r\n", body.length));
        for (byte one : body) {
            connection.write(new byte[] {one});
            LockSupport.parkNanos(DRIP_NANOS);
        }
    }

    private void endless() throws IOException {
        connection.write(OK + CHUNKED);
        byte[] lines = "kata_guest_tasks{item=\"cur\"} 1\n".repeat(2048).getBytes(StandardCharsets.UTF_8);
        while (true) {
            chunk(lines, 0, lines.length);
        }
    }

    /** Next to its family, at the end of the family kata_guest_load, which shims of both kinds have. */
    private static byte[] append(String payload, String lines) {
        int family = payload.indexOf("# TYPE kata_guest_load ");
        int next = payload.indexOf("# HELP", family);
        return (payload.substring(0, next) + lines + payload.substring(next)).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(body);
        }
        return packed.toByteArray();
    }
}
