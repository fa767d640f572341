package io.katacontainers.monitor.operator.inventory;

import io.katacontainers.monitor.report.NodeReport;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks one collector for its report. A body is parsed as it arrives, by as many threads as the given executor has, so thousands
 * of answers that arrive at once wait in their sockets and not on the heap.
 */
final class ReportClient {
    /** What a collector answered. */
    sealed interface Answer {
        /** A report; {@code etag} is absent where the collector sent no strong one. */
        record Changed(NodeReport report, @Nullable String etag) implements Answer {}

        /** The report that the request named still holds. */
        record Unchanged() implements Answer {}

        /** Neither; {@code reason} is one line. */
        record Missed(String result, String reason) implements Answer {}
    }

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Pattern STRONG_ETAG = Pattern.compile("\"[\\x21\\x23-\\x7e]{1,128}\"");

    /** One client looks for a connection among all its idle ones, one by one: with thousands of nodes, a fifth of all CPU. */
    private static final int CLIENTS = 16;

    private final @Nullable HttpClient[] clients = new @Nullable HttpClient[CLIENTS];
    private final Executor io;
    private final Executor readers;
    private final ScheduledExecutorService deadlines;
    private final ReportReader reader = new ReportReader();

    ReportClient(Executor io, Executor readers, ScheduledExecutorService deadlines) {
        this.io = io;
        this.readers = readers;
        this.deadlines = deadlines;
    }

    /**
     * Asks for a report other than {@code etag}, for which the collector may take {@code wait}. Never completes exceptionally.
     *
     * @param interval age of the oldest figures that will do
     */
    CompletableFuture<Answer> ask(String ip, int port, @Nullable String etag, Duration wait, Duration interval) {
        HttpRequest request;
        try {
            HttpRequest.Builder builder = HttpRequest.newBuilder(
                            uri(ip, port, etag == null ? Duration.ZERO : wait, interval))
                    .timeout(wait.plus(GRACE))
                    .header("Accept", "application/json");
            if (etag != null) {
                builder.header("If-None-Match", etag);
            }
            request = builder.build();
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(new Answer.Missed("unreachable", "the pod has no usable address"));
        }
        return client(ip)
                .sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .thenApplyAsync(response -> read(response, etag), readers)
                .exceptionally(error -> new Answer.Missed("unreachable", oneLine(error)));
    }

    private synchronized HttpClient client(String ip) {
        int n = Math.floorMod(ip.hashCode(), CLIENTS);
        HttpClient client = clients[n];
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(CONNECT)
                    .executor(io)
                    .build();
            clients[n] = client;
        }
        return client;
    }

    private static URI uri(String ip, int port, Duration wait, Duration interval) {
        String host = ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip;
        String query = "?interval=" + Math.max(1, interval.toSeconds()) + "s"
                + (wait.isZero() ? "" : "&wait=" + wait.toSeconds() + "s");
        return URI.create("http://" + host + ":" + port + "/api/v1/sandboxes" + query);
    }

    private Answer read(HttpResponse<InputStream> response, @Nullable String known) {
        ScheduledFuture<?> deadline =
                deadlines.schedule(() -> close(response.body()), GRACE.toMillis(), TimeUnit.MILLISECONDS);
        try (InputStream body = response.body()) {
            if (response.statusCode() == 304) {
                return new Answer.Unchanged();
            }
            if (response.statusCode() != 200) {
                return new Answer.Missed("refused", "status " + response.statusCode());
            }
            String etag = response.headers()
                    .firstValue("ETag")
                    .filter(e -> STRONG_ETAG.matcher(e).matches())
                    .orElse(null);
            if (etag != null && etag.equals(known)) {
                return new Answer.Unchanged();
            }
            NodeReport report = reader.read(body);
            return new Answer.Changed(report, etag);
        } catch (BadReportException e) {
            return new Answer.Missed("invalid", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Answer.Missed("unreachable", oneLine(e));
        } finally {
            deadline.cancel(false);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // Closed to end a read that takes too long: that read reports the failure.
            return;
        }
    }

    private static String oneLine(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && !(cause instanceof IOException)) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String name = cause.getClass().getSimpleName();
        return message == null
                ? name
                : name + ": " + message.lines().findFirst().orElse("");
    }
}
