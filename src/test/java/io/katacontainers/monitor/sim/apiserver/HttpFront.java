package io.katacontainers.monitor.sim.apiserver;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** HTTP and WebSocket on the loopback interface; every request is handed to the pipeline on a worker. */
final class HttpFront implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int MAX_HEADERS = 256 * 1024;
    private static final int SECONDS = 30;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(2));
    private final RequestPipeline pipeline;
    private final Executor executor;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private @Nullable HttpServer server;
    private int port;

    HttpFront(RequestPipeline pipeline, Executor executor) {
        this.pipeline = pipeline;
        this.executor = executor;
    }

    /** @param wanted 0 for any free port */
    synchronized void listen(int wanted) throws IOException {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(HOST)
                .setPort(wanted)
                .setReuseAddress(true)
                .setMaxInitialLineLength(MAX_HEADERS)
                .setMaxHeaderSize(MAX_HEADERS);
        HttpServer created =
                vertx.createHttpServer(options).connectionHandler(this::track).requestHandler(this::accept);
        await(created.listen());
        server = created;
        port = created.actualPort();
    }

    private static void await(io.vertx.core.Future<?> future) throws IOException {
        try {
            future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("The API server simulator cannot open or close its port", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    private void track(HttpConnection connection) {
        connections.add(connection);
        connection.closeHandler(nothing -> connections.remove(connection));
    }

    synchronized int port() {
        return port;
    }

    /** Refuses connections and cuts those there are. */
    synchronized void partition() throws IOException {
        HttpServer present = server;
        if (present != null) {
            server = null;
            await(present.close());
            connections.forEach(HttpConnection::close);
        }
    }

    /** Accepts connections again, on the same port. */
    synchronized void heal() throws IOException {
        if (server == null) {
            listen(port);
        }
    }

    private void accept(HttpServerRequest request) {
        boolean webSocket = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
        if (webSocket) {
            request.pause();
            dispatch(request, new byte[0], new WebSocketExchange(request));
        } else {
            request.body().onSuccess(body -> dispatch(request, body.getBytes(), new HttpExchange(request)));
        }
    }

    private void dispatch(HttpServerRequest request, byte[] body, Exchange exchange) {
        Map<String, List<String>> parameters = new HashMap<>();
        request.params()
                .names()
                .forEach(name -> parameters.put(name, request.params().getAll(name)));
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach(header -> headers.merge(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue(),
                        (first, more) -> first + "," + more));
        if (exchange instanceof WebSocketExchange) {
            parameters.putIfAbsent("watch", List.of("true"));
        }
        ApiRequest parsed = new ApiRequest(request.method().name(), request.path(), parameters, headers, body);
        try {
            executor.execute(() -> pipeline.handle(parsed, exchange));
        } catch (RejectedExecutionException e) {
            request.connection().close(); // the server is closing
        }
    }

    @Override
    public synchronized void close() throws IOException {
        await(vertx.close());
    }

    private record HttpExchange(HttpServerRequest request) implements Exchange {
        @Override
        public void respond(ApiResponse response) {
            Responses.write(request.response(), response);
        }

        @Override
        public WatchSink stream() {
            return new ChunkedSink(request.response());
        }
    }

    private record WebSocketExchange(HttpServerRequest request) implements Exchange {
        @Override
        public void respond(ApiResponse response) {
            request.resume();
            Responses.write(request.response(), response);
        }

        @Override
        public WatchSink stream() {
            io.vertx.core.Future<ServerWebSocket> upgrade = request.toWebSocket();
            return new WebSocketSink(upgrade);
        }
    }
}
