package io.katacontainers.monitor.e2e;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** What a server answered. */
record Page(int status, String body) {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /**
     * Asks for a page.
     *
     * @param headers names and values in turn
     */
    static Page get(String url, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = HttpClient.newBuilder()
                    .connectTimeout(LIMIT)
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            boolean gzip = response.headers().allValues("Content-Encoding").equals(List.of("gzip"));
            return new Page(response.statusCode(), text(response.body(), gzip));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String text(byte[] bytes, boolean gzip) throws IOException {
        try (InputStream plain =
                gzip ? new GZIPInputStream(new ByteArrayInputStream(bytes)) : new ByteArrayInputStream(bytes)) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Lines that contain a text. */
    long lines(String text) {
        return body.lines().filter(line -> line.contains(text)).count();
    }
}
