package io.katacontainers.monitor.collector.shim;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/** One GET on one connection. Every failure of the shim comes out as {@link ShimException}. */
final class Exchange {
    /** Of the library's own two buffers; the socket has a larger one below. */
    private static final int BUFFER_BYTES = 2 << 10;

    private final ShimSocket socket;
    private final DefaultBHttpClientConnection connection;
    private final HttpContext context = HttpCoreContext.create();
    private @Nullable ClassicHttpRequest request;
    private @Nullable ClassicHttpResponse response;
    private @Nullable InputStream content;
    private long declaredLength;

    Exchange(ShimSocket socket, ShimLimits limits) {
        this.socket = socket;
        Http1Config config = Http1Config.custom()
                .setMaxLineLength(limits.maxLineBytes())
                .setMaxHeaderCount(limits.maxHeaders())
                .setBufferSize(BUFFER_BYTES)
                .build();
        // The parser has to be told, too: by default it counts headers without a limit.
        this.connection = new DefaultBHttpClientConnection(
                config, null, null, null, null, null, new DefaultHttpResponseParserFactory(config));
    }

    /**
     * Connects unless it is connected, asks, and waits for status and headers.
     *
     * @param last whether the shim shall close the connection after its answer
     */
    ClassicHttpResponse request(Path path, String target, boolean last) throws ShimException {
        try {
            socket.connect(path);
            connection.bind(socket);
            ClassicHttpRequest sent = get(target, last);
            request = sent;
            connection.sendRequestHeader(sent);
            connection.flush();
            ClassicHttpResponse received = connection.receiveResponseHeader();
            response = received;
            if (hasBody(received)) {
                connection.receiveResponseEntity(received);
                open(received.getEntity());
            }
            return received;
        } catch (IOException | HttpException | RuntimeException e) {
            throw translate(e);
        }
    }

    /** The only place where a request is made: shims also take requests that change firewalls and policies. */
    private static ClassicHttpRequest get(String target, boolean last) {
        BasicClassicHttpRequest request = new BasicClassicHttpRequest(Method.GET, target);
        request.addHeader(HttpHeaders.HOST, "shim");
        if (last) {
            request.addHeader(HttpHeaders.CONNECTION, "close");
        }
        return request;
    }

    private static boolean hasBody(ClassicHttpResponse response) {
        int status = response.getCode();
        return status >= HttpStatus.SC_OK && status != HttpStatus.SC_NO_CONTENT && status != HttpStatus.SC_NOT_MODIFIED;
    }

    private void open(HttpEntity entity) throws IOException, HttpException {
        declaredLength = entity.getContentLength();
        if (declaredLength < 0 && !entity.isChunked()) {
            if (socket.ended()) {
                throw new ConnectionClosedException("closed within the headers");
            }
            throw new HttpException("neither Content-Length nor chunks");
        }
        content = entity.getContent();
    }

    /** Whether the shim awaits another request on this connection, now that all of its answer was read. */
    boolean reusable() {
        return response != null
                && socket.drained()
                && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
    }

    /** Of the body, as the shim claims; -1 where it comes in chunks. */
    long declaredLength() {
        return declaredLength;
    }

    /** As {@link InputStream#read(byte[], int, int)}. -1 only where the body is complete. */
    int read(byte[] target, int offset, int length) throws ShimException {
        if (content == null) {
            return -1;
        }
        try {
            return content.read(target, offset, length);
        } catch (IOException | RuntimeException e) {
            throw translate(e);
        }
    }

    /** Value of a header; null where absent or not printable. */
    @Nullable
    String header(String name) {
        Header header = response == null ? null : response.getFirstHeader(name);
        String value = header == null ? null : header.getValue();
        return value != null && value.chars().allMatch(c -> c >= ' ' && c < 0x7f) ? value : null;
    }

    private ShimException translate(Exception e) {
        if (e instanceof SocketTimeoutException) {
            return new ShimException(ShimFailure.TIMEOUT, "the shim did not answer in time");
        }
        if (e instanceof NoSuchFileException) {
            return new ShimException(ShimFailure.NO_SOCKET, "the shim has no socket");
        }
        if (e instanceof ConnectException) {
            return new ShimException(ShimFailure.REFUSED, "nobody listens on the shim's socket");
        }
        if (e instanceof MessageConstraintException) {
            return new ShimException(ShimFailure.TOO_LARGE, "the shim's headers are too large");
        }
        // The library reports malformed chunks where a chunk ends early, too.
        boolean malformedChunk = e instanceof MalformedChunkCodingException
                && !(e instanceof TruncatedChunkException)
                && !socket.ended();
        if (e instanceof HttpException || e instanceof RuntimeException || malformedChunk) {
            return new ShimException(ShimFailure.FRAMING, "the shim's answer is not valid HTTP with a length", e);
        }
        return new ShimException(
                ShimFailure.TRUNCATED, "the shim closed the connection before its answer was complete", e);
    }
}
