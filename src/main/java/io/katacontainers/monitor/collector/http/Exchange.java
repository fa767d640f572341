package io.katacontainers.monitor.collector.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** One request and its answer. */
final class Exchange {
    static final String TEXT = "text/plain; charset=utf-8";
    static final String HTML = "text/html; charset=utf-8";
    static final String JSON = "application/json";

    private final HttpExchange exchange;
    private final Query query;

    /** @throws IllegalArgumentException where the query cannot be decoded */
    Exchange(HttpExchange exchange) {
        this.exchange = exchange;
        this.query = Query.parse(exchange.getRequestURI().getRawQuery());
    }

    String path() {
        return exchange.getRequestURI().getPath();
    }

    String rawQuery() {
        String raw = exchange.getRequestURI().getRawQuery();
        return raw == null ? "" : raw;
    }

    Query query() {
        return query;
    }

    /** The first value of a request header. */
    Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    /**
     * Whether the client asked for exactly this media type. Without weights or wildcards: a browser names {@code text/html}, and
     * upstream's kata-monitor looks for just that.
     */
    boolean accepts(String mediaType) {
        List<String> headers = exchange.getRequestHeaders().get("Accept");
        if (headers == null) {
            return false;
        }
        for (String header : headers) {
            for (String part : header.split(",", -1)) {
                if (part.trim().equals(mediaType)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the client takes a gzip encoded body ({@code gzip;q=0} does not). */
    boolean acceptsGzip() {
        List<String> headers = exchange.getRequestHeaders().get("Accept-Encoding");
        if (headers == null) {
            return false;
        }
        for (String header : headers) {
            for (String part : header.split(",", -1)) {
                String[] coding = part.trim().split("\\s*;\\s*", -1);
                if (coding[0].equals("gzip")) {
                    return coding.length < 2 || !coding[1].matches("q=0(\\.0*)?");
                }
            }
        }
        return false;
    }

    Exchange setHeader(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
        return this;
    }

    void text(int status, String body) throws IOException {
        send(status, TEXT, body);
    }

    /** Answers a client's mistake in one line. */
    void refuse(int status, String line) throws IOException {
        send(status, TEXT, line + "\n");
    }

    void send(int status, String contentType, String body) throws IOException {
        send(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    void send(int status, String contentType, byte[] body) throws IOException {
        try (OutputStream out = start(status, contentType, body.length)) {
            out.write(body);
        }
    }

    /** Answers without a body. */
    void sendEmpty(int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /** Begins an answer of 200 whose length is not known, compressed where the client takes that. */
    OutputStream startCompressible(String contentType) throws IOException {
        setHeader("Vary", "Accept-Encoding");
        if (!acceptsGzip()) {
            return start(200, contentType, -1);
        }
        setHeader("Content-Encoding", "gzip");
        return new FastGzip(start(200, contentType, -1));
    }

    /**
     * Begins an answer.
     *
     * @param length of the body in bytes; negative where it is not known
     */
    OutputStream start(int status, String contentType, long length) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        // Guests write part of what is served here: no browser may take it for anything else.
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        if (length == 0) {
            exchange.sendResponseHeaders(status, -1);
            return OutputStream.nullOutputStream();
        }
        exchange.sendResponseHeaders(status, length < 0 ? 0 : length);
        return exchange.getResponseBody();
    }
}
