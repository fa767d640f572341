package io.katacontainers.monitor.collector.http;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The JDK's HTTP server with a bound on its threads. Slow clients are cut off by the JDK's own limits, which the launcher's JVM
 * flags set ({@code sun.net.httpserver.maxReqTime} and {@code maxRspTime}, {@code jdk.httpserver.maxConnections}).
 */
final class HttpListener implements AutoCloseable {
    private static final int BACKLOG = 128;

    private final HttpServer server;
    private final ExecutorService threads;

    private HttpListener(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Listens and serves.
     *
     * @param name of the threads
     * @param maxThreads requests served at once; more are disconnected
     * @throws IOException where the address cannot be bound
     */
    static HttpListener start(String name, InetSocketAddress address, int maxThreads, HttpHandler handler)
            throws IOException {
        HttpServer server = HttpServer.create(address, BACKLOG);
        AtomicInteger number = new AtomicInteger();
        ExecutorService threads =
                new ThreadPoolExecutor(0, maxThreads, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
        return new HttpListener(server, threads);
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
