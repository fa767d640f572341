package io.katacontainers.monitor.sim.shim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A client's connection, as bytes: a shim that misbehaves cannot use an HTTP library. */
final class ShimConnection implements AutoCloseable {
    private static final int MAX_REQUEST_BYTES = 8 << 10;

    private final SocketChannel channel;

    ShimConnection(SocketChannel channel) {
        this.channel = channel;
    }

    /** Head of the next request; empty at the end. */
    String readRequest() throws IOException {
        StringBuilder head = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (head.indexOf("\r\n\r\n") < 0) {
            if (head.length() > MAX_REQUEST_BYTES || channel.read(one) < 0) {
                return "";
            }
            head.append((char) one.flip().get());
            one.clear();
        }
        return head.toString();
    }

    /** Waits until the client goes away. */
    void awaitEnd() throws IOException {
        ByteBuffer ignored = ByteBuffer.allocate(64);
        while (channel.read(ignored) >= 0) {
            ignored.clear();
        }
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
