package io.katacontainers.monitor.collector.shim;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.io.Closer;

/**
 * Asks shims over their unix sockets: GET only, a new connection for each request, hard limits of time and size. Knows nothing of what is safe
 * to ask. Safe for use by several threads.
 */
public final class ShimClient implements AutoCloseable {
    private static final BodyBudget NO_BUDGET = bytes -> true;
    private static final int EXCERPT_BYTES = 512;
    private static final int COPY_BYTES = 16 << 10;

    private final ShimLimits limits;
    private final LongSupplier nanoTime;
    private final Set<ShimSocket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param nanoTime as {@link System#nanoTime()}; all deadlines are judged by it */
    public ShimClient(ShimLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /** As {@link #get(Path, String, Duration, BodyBudget)}, with no other budget than the limit of one body. */
    public ShimResponse get(Path socket, String target, Duration timeout) throws ShimException {
        return get(socket, target, timeout, NO_BUDGET);
    }

    /**
     * The whole answer to GET {@code target}.
     *
     * @param target absolute path with an optional query, printable ASCII
     * @param timeout for all of it, from connecting to the last byte
     * @param budget asked before memory is taken for the body; what it gave is not returned, whatever the outcome
     * @throws ShimException also for any status but 200
     */
    public ShimResponse get(Path socket, String target, Duration timeout, BodyBudget budget) throws ShimException {
        try (Connection connection = connect(timeout)) {
            Exchange exchange = connection.exchange();
            ClassicHttpResponse response = exchange.request(socket, checked(target));
            if (response.getCode() != HttpStatus.SC_OK) {
                throw status(response.getCode(), exchange);
            }
            BodyBuffer body = new BodyBuffer(limits.maxBodyBytes(), budget);
            body.readFully(exchange);
            return new ShimResponse(
                    response.getCode(),
                    exchange.header(HttpHeaders.CONTENT_TYPE),
                    exchange.header("Content-Disposition"),
                    body.bytes(),
                    body.length());
        }
    }

    /**
     * Copies the answer to GET {@code target}, whatever its status, while it arrives.
     *
     * @param maxBytes of the body
     * @throws ShimException where the shim fails, possibly after part of the body was copied
     * @throws IOException where {@code consumer} fails
     */
    public void stream(Path socket, String target, Duration timeout, long maxBytes, ResponseConsumer consumer)
            throws ShimException, IOException {
        try (Connection connection = connect(timeout)) {
            Exchange exchange = connection.exchange();
            ClassicHttpResponse response = exchange.request(socket, checked(target));
            if (exchange.declaredLength() > maxBytes) {
                throw tooLarge(maxBytes);
            }
            OutputStream out = consumer.begin(
                    response.getCode(),
                    exchange.header(HttpHeaders.CONTENT_TYPE),
                    exchange.header("Content-Disposition"));
            byte[] buffer = new byte[COPY_BYTES];
            long copied = 0;
            for (int read = exchange.read(buffer, 0, COPY_BYTES);
                    read >= 0;
                    read = exchange.read(buffer, 0, COPY_BYTES)) {
                copied += read;
                if (copied > maxBytes) {
                    throw tooLarge(maxBytes);
                }
                out.write(buffer, 0, read);
            }
        }
    }

    private static ShimException tooLarge(long maxBytes) {
        return new ShimException(ShimFailure.TOO_LARGE, "the shim's answer is larger than " + maxBytes + " bytes");
    }

    private static String checked(String target) {
        if (!target.startsWith("/") || !target.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("not a request target");
        }
        return target;
    }

    private static ShimException status(int status, Exchange exchange) throws ShimException {
        byte[] excerpt = new byte[EXCERPT_BYTES];
        int length = 0;
        for (int read = 0; read >= 0 && length < EXCERPT_BYTES; length += Math.max(0, read)) {
            read = exchange.read(excerpt, length, EXCERPT_BYTES - length);
        }
        return new ShimException(status, excerpt, length);
    }

    private Connection connect(Duration timeout) throws ShimException {
        ShimSocket socket;
        try {
            socket = new ShimSocket(new Deadline(timeout, nanoTime));
        } catch (IOException e) {
            throw new ShimException(ShimFailure.REFUSED, "no socket could be made, are there too many open files?", e);
        }
        open.add(socket);
        Connection connection = new Connection(socket, new Exchange(socket, limits));
        if (closed) {
            connection.close();
            throw new ShimException(ShimFailure.REFUSED, "the collector is stopping");
        }
        return connection;
    }

    /** Ends all requests under way and refuses new ones. */
    @Override
    public void close() {
        closed = true;
        for (ShimSocket socket : open) {
            try {
                socket.abort();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot end a request to a shim", e);
            }
        }
    }

    private final class Connection implements AutoCloseable {
        private final ShimSocket socket;
        private final Exchange exchange;

        Connection(ShimSocket socket, Exchange exchange) {
            this.socket = socket;
            this.exchange = exchange;
        }

        Exchange exchange() {
            return exchange;
        }

        @Override
        public void close() {
            open.remove(socket);
            // At once: a graceful end would read the rest of the body first.
            Closer.closeQuietly(socket);
        }
    }
}
