package io.katacontainers.monitor.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks as Prometheus does and throws the answer away, as cheaply as can be: it shares the machine with what is measured. */
final class ScrapeClient {
    private static final int TIMEOUT_MILLIS = 120_000;
    private static final int BUFFER = 256 << 10;

    private final int port;

    /** Of a server on this machine. */
    ScrapeClient(int port) {
        this.port = port;
    }

    int port() {
        return port;
    }

    /**
     * An answer.
     *
     * @param bytes all that came over the wire, headers included
     * @param elapsed from connecting to the last byte
     */
    record Answer(long bytes, Duration elapsed) {}

    /** @throws IOException also for any status but 200 */
    Answer get(String path, boolean gzip) throws IOException {
        long start = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "X-Prometheus-Scrape-Timeout-Seconds: 60\r\n" + (gzip ? "Accept-Encoding: gzip\r\n" : "")
                    + "\r\n";
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] status = in.readNBytes("HTTP/1.1 200".length());
            if (!new String(status, StandardCharsets.US_ASCII).equals("HTTP/1.1 200")) {
                throw new IOException(path + " is answered by " + new String(status, StandardCharsets.US_ASCII));
            }
            byte[] buffer = new byte[BUFFER];
            long bytes = status.length;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
            }
            return new Answer(bytes, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** The plain body of a page, to look at. */
    byte[] body(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofMillis(TIMEOUT_MILLIS))
                .build();
        HttpResponse<InputStream> response =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            in.transferTo(body);
            if (response.statusCode() != 200) {
                throw new IOException(path + " is answered by status " + response.statusCode());
            }
            return body.toByteArray();
        }
    }

    /** The plain body of a page as text. */
    String text(String path) throws IOException, InterruptedException {
        return new String(body(path), StandardCharsets.UTF_8);
    }
}
