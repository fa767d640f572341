package io.katacontainers.monitor.sim.collector;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.katacontainers.monitor.report.NodeReport;
import io.katacontainers.monitor.report.RootReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves one node's report at {@code /api/v1/sandboxes} as a collector does: strong ETag, {@code If-None-Match}, and
 * {@code ?wait=} that answers as soon as the report changes. Can be made to answer wrongly.
 */
public final class ReportServer implements AutoCloseable {
    private static final Pattern WAIT = Pattern.compile("(?:^|&)wait=([0-9]{1,4})s(?:&|$)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool(r -> {
        Thread thread = new Thread(r, "report-server");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger full = new AtomicInteger();
    private final AtomicInteger unchanged = new AtomicInteger();
    private byte[] body = new byte[0];
    private String etag = "";
    private int status = 200;
    private boolean unconditional;
    private String lastQuery = "";

    /**
     * Starts to serve an empty, complete report.
     *
     * @param address to listen on
     * @param port 0 for any
     */
    public ReportServer(InetAddress address, int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.createContext("/api/v1/sandboxes", this::handle);
        server.setExecutor(executor);
        serve(new NodeReport(
                NodeReport.SCHEMA_VERSION,
                "simulated",
                List.of(new RootReport("/run/vc/sbs", true, null)),
                null,
                List.of()));
        server.start();
    }

    /** The port that is listened on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Full reports sent. */
    public int fullAnswers() {
        return full.get();
    }

    /** Answers that the report is unchanged. */
    public int unchangedAnswers() {
        return unchanged.get();
    }

    /** The query of the last request; empty if it had none. */
    public synchronized String lastQuery() {
        return lastQuery;
    }

    /** Serves this report from now on. */
    public void serve(NodeReport report) {
        try {
            serve(JSON.writeValueAsBytes(report));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Serves this body from now on, whatever it is. */
    public synchronized void serve(byte[] newBody) {
        body = newBody.clone();
        etag = "\"" + sha256(newBody) + "\"";
        notifyAll();
    }

    /** Answers with this status from now on; with 200 as it should. */
    public synchronized void answerWith(int newStatus) {
        status = newStatus;
        notifyAll();
    }

    /** Sends the whole report from now on even to those who have it already. */
    public synchronized void answerUnconditionally() {
        unconditional = true;
        notifyAll();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] answer;
            int code;
            synchronized (this) {
                lastQuery = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
                awaitChange(exchange.getRequestHeaders().getFirst("If-None-Match"), waitMillis(exchange));
                boolean same = etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
                code = status == 200 && same && !unconditional ? 304 : status;
                answer = body;
                exchange.getResponseHeaders().set("ETag", etag);
            }
            if (code == 304) {
                unchanged.incrementAndGet();
                exchange.sendResponseHeaders(code, -1);
                return;
            }
            if (code == 200) {
                full.incrementAndGet();
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(code, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private void awaitChange(@Nullable String known, long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (status == 200 && !unconditional && etag.equals(known)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static long waitMillis(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        Matcher wait = WAIT.matcher(query == null ? "" : query);
        return wait.find() ? TimeUnit.SECONDS.toMillis(Long.parseLong(wait.group(1))) : 0;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    /**
     * Serves a file until the process ends, and serves it anew whenever Enter is pressed.
     *
     * @param args address, port, file with a NodeReport as JSON
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            throw new IllegalArgumentException("usage: ReportServer ADDRESS PORT FILE");
        }
        try (ReportServer server = new ReportServer(InetAddress.getByName(args[0]), Integer.parseInt(args[1]))) {
            do {
                server.serve(Files.readString(Path.of(args[2])).getBytes(StandardCharsets.UTF_8));
                System.out.println("serving " + args[2] + " on port " + server.port() + "; Enter reads it again");
            } while (System.in.read() >= 0);
        }
    }
}
