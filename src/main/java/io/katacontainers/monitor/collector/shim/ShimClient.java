package io.katacontainers.monitor.collector.shim;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.LongSupplier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;

/**
 * Asks shims over their unix sockets: GET only, hard limits of time and size. Knows nothing of what is safe
 * to ask. Safe for use by several threads.
 */
public final class ShimClient implements AutoCloseable {
    private static final BodyBudget NO_BUDGET = bytes -> true;
    private static final int EXCERPT_BYTES = 512;
    private static final int COPY_BYTES = 16 << 10;
    private static final int BUFFER_BYTES = 64 << 10;

    private final ShimLimits limits;
    private final LongSupplier nanoTime;
    private final Set<ShimSocket> open = ConcurrentHashMap.newKeySet();
    private final IdleConnections idle = new IdleConnections();

    /** As many as there were ever requests at a time. */
    private final Deque<ByteBuffer> buffers = new ConcurrentLinkedDeque<>();

    /** As many as there were ever bodies under way at a time. */
    private final Deque<BodyBuffer> bodies = new ConcurrentLinkedDeque<>();

    private volatile boolean closed;

    /** @param nanoTime as {@link System#nanoTime()}; all deadlines are judged by it */
    public ShimClient(ShimLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /**
     * The whole answer to GET {@code target}, on a connection of its own.
     *
     * @param target absolute path with an optional query, printable ASCII
     * @param timeout for all of it, from connecting to the last byte
     * @throws ShimException also for any status but 200
     */
    public ShimResponse get(Path socket, String target, Duration timeout) throws ShimException {
        BodyBuffer body = new BodyBuffer();
        try (Connection connection = connect(new Deadline(timeout, nanoTime))) {
            Exchange exchange = request(connection, socket, target, true);
            body.readFully(exchange, limits.maxBodyBytes(), NO_BUDGET);
            return new ShimResponse(exchange.header(HttpHeaders.CONTENT_TYPE), body.copy());
        }
    }

    /**
     * Reads the body of the answer to GET {@code target}, on the connection of the last such request where the shim kept it. Where it turns out
     * not to have, the request is made once more, within the same time.
     *
     * @param target absolute path with an optional query, printable ASCII
     * @param timeout for all of it, from connecting to the last byte
     * @param budget asked before memory is taken for the body; what it gave is not returned, whatever the outcome
     * @param reader makes something of the body, after the time that the shim had
     * @throws ShimException also for any status but 200
     * @throws E from the reader
     */
    public <T, E extends Exception> T read(
            ShimEndpoint shim, String target, Duration timeout, BodyBudget budget, BodyReader<T, E> reader)
            throws ShimException, E {
        BodyBuffer body = body(shim, target, timeout, budget);
        try {
            return reader.read(body.bytes(), body.length());
        } finally {
            bodies.push(body);
        }
    }

    private BodyBuffer body(ShimEndpoint shim, String target, Duration timeout, BodyBudget budget)
            throws ShimException {
        Deadline deadline = new Deadline(timeout, nanoTime);
        ShimSocket kept = idle.take(shim);
        if (kept != null) {
            try (Connection connection = reuse(kept, deadline)) {
                return body(connection, shim, target, budget);
            } catch (ShimException e) {
                if (kept.answered() || e.failure() != ShimFailure.TRUNCATED) {
                    throw e;
                }
                idle.distrust(shim, nanoTime.getAsLong());
            }
        }
        try (Connection connection = connect(deadline)) {
            return body(connection, shim, target, budget);
        }
    }

    private BodyBuffer body(Connection connection, ShimEndpoint shim, String target, BodyBudget budget)
            throws ShimException {
        Exchange exchange = request(connection, shim.socket(), target, false);
        // Not before the shim began to answer: few buffers, which stay in the CPU's caches, do for many that think.
        BodyBuffer body = bodies.poll();
        body = body == null ? new BodyBuffer() : body;
        boolean complete = false;
        try {
            body.readFully(exchange, limits.maxBodyBytes(), budget);
            complete = true;
        } finally {
            if (!complete) {
                bodies.push(body);
            }
        }
        if (exchange.reusable()) {
            connection.keepFor(shim);
        }
        return body;
    }

    private static Exchange request(Connection connection, Path socket, String target, boolean last)
            throws ShimException {
        Exchange exchange = connection.exchange();
        ClassicHttpResponse response = exchange.request(socket, checked(target), last);
        if (response.getCode() != HttpStatus.SC_OK) {
            throw status(response.getCode(), exchange);
        }
        return exchange;
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
        try (Connection connection = connect(new Deadline(timeout, nanoTime))) {
            Exchange exchange = connection.exchange();
            ClassicHttpResponse response = exchange.request(socket, checked(target), true);
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

    private Connection connect(Deadline deadline) throws ShimException {
        ByteBuffer buffer = buffer();
        try {
            return connection(new ShimSocket(deadline, buffer), buffer);
        } catch (IOException e) {
            buffers.push(buffer);
            throw new ShimException(ShimFailure.REFUSED, "no socket could be made, are there too many open files?", e);
        }
    }

    private Connection reuse(ShimSocket socket, Deadline deadline) throws ShimException {
        ByteBuffer buffer = buffer();
        socket.reuse(deadline, buffer);
        return connection(socket, buffer);
    }

    private Connection connection(ShimSocket socket, ByteBuffer buffer) throws ShimException {
        open.add(socket);
        Connection connection = new Connection(socket, buffer);
        if (closed) {
            connection.close();
            throw new ShimException(ShimFailure.REFUSED, "the collector is stopping");
        }
        return connection;
    }

    private ByteBuffer buffer() {
        ByteBuffer buffer = buffers.poll();
        return buffer != null ? buffer : ByteBuffer.allocateDirect(BUFFER_BYTES);
    }

    /** Closes connections that were kept and that no request has used for this time. */
    public void closeIdle(Duration unused) {
        idle.forgetBefore(nanoTime.getAsLong() - unused.toNanos());
    }

    /** Closes connections that were kept to all shims but those at these sockets. */
    public void retain(Set<Path> sockets) {
        idle.retain(sockets);
    }

    /** Whether a connection is open that no request uses. */
    public boolean keepsConnections() {
        return !idle.isEmpty();
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
        idle.clear();
    }

    private final class Connection implements AutoCloseable {
        private final ShimSocket socket;
        private final ByteBuffer buffer;
        private final Exchange exchange;
        private @Nullable ShimEndpoint keptFor;

        Connection(ShimSocket socket, ByteBuffer buffer) {
            this.socket = socket;
            this.buffer = buffer;
            this.exchange = new Exchange(socket, limits);
        }

        Exchange exchange() {
            return exchange;
        }

        /** It shall outlive this request. */
        void keepFor(ShimEndpoint shim) {
            keptFor = shim;
        }

        @Override
        public void close() {
            open.remove(socket);
            buffers.push(buffer);
            if (keptFor == null) {
                // At once: a graceful end would read the rest of the body first.
                Closer.closeQuietly(socket);
                return;
            }
            idle.put(keptFor, socket, nanoTime.getAsLong());
            if (closed) {
                idle.clear();
            }
        }
    }
}
