package io.katacontainers.monitor.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Serves short texts by GET and HEAD, for probes and Prometheus. */
final class PlainHttpServer implements AutoCloseable {
    private static final int BACKLOG = 16;

    private final HttpServer server;
    private final ExecutorService executor;

    /** An answer: status, media type and body. */
    record Page(int status, String contentType, String body) {
        static Page text(int status, String line) {
            return new Page(status, "text/plain; charset=utf-8", line + "\n");
        }
    }

    private PlainHttpServer(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /**
     * Listens at once.
     *
     * @param name of the threads
     * @throws UncheckedIOException with one clear line if the address cannot be listened on
     */
    static PlainHttpServer start(String name, InetSocketAddress address, Map<String, Supplier<Page>> pages) {
        HttpServer server;
        try {
            server = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    new IOException("cannot listen on %s for %s: %s".formatted(address, name, e.getMessage()), e));
        }
        Map<String, Supplier<Page>> served = new TreeMap<>(pages);
        ExecutorService executor = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(executor);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange, served);
            }
        });
        server.start();
        return new PlainHttpServer(server, executor);
    }

    private static void answer(HttpExchange exchange, Map<String, Supplier<Page>> pages) throws IOException {
        String method = exchange.getRequestMethod();
        Supplier<Page> page = pages.get(exchange.getRequestURI().getPath());
        if (page == null) {
            send(exchange, Page.text(404, "no such page; there are " + String.join(" ", pages.keySet())));
        } else if (method.equals("GET") || method.equals("HEAD")) {
            send(exchange, page.get());
        } else {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            send(exchange, Page.text(405, "only GET and HEAD are answered"));
        }
    }

    private static void send(HttpExchange exchange, Page page) throws IOException {
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", page.contentType());
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(page.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(page.status(), body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
