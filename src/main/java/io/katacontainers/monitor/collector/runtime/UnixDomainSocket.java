package io.katacontainers.monitor.collector.runtime;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;

/**
 * A connected unix socket in the shape that gRPC's OkHttp transport asks for.
 *
 * <p>jnr's own {@code Socket} closes the file descriptor under a thread that still reads from it: that thread sees an end of file, or worse,
 * what arrives at whoever got the same number next. Here a close shuts the socket down first, which wakes readers and writers, and the
 * last of them gives the descriptor back.
 */
final class UnixDomainSocket extends Socket {
    private final UnixSocketChannel channel;
    private final InputStream in = new Input();
    private final OutputStream out = new Output();
    /** Threads inside a system call. */
    private int busy;

    private boolean closed;

    private UnixDomainSocket(UnixSocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Connects without ever waiting: a unix socket takes a connection at once or has no room for it.
     *
     * @throws ConnectException where nobody listens or too many wait already
     */
    static UnixDomainSocket connect(Path path) throws IOException {
        UnixSocketChannel channel = UnixSocketChannel.create();
        try {
            channel.configureBlocking(false);
            if (!channel.connect(new UnixSocketAddress(path.toFile()))) {
                throw new ConnectException("too many connections wait to be accepted");
            }
            channel.configureBlocking(true);
            return new UnixDomainSocket(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (busy > 0) {
            channel.shutdownInput();
            channel.shutdownOutput();
        } else {
            channel.close();
        }
    }

    @Override
    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    /** Ignored: there is no such delay, and jnr's inherited setter would open a TCP socket. */
    @Override
    public void setTcpNoDelay(boolean on) {}

    /** Refused but for 0: jnr answers a timeout with an end of file. Deadlines are the caller's. */
    @Override
    public synchronized void setSoTimeout(int timeout) throws SocketException {
        if (timeout != 0) {
            throw new SocketException("read timeouts are not supported");
        }
    }

    @Override
    public synchronized int getSoTimeout() {
        return 0;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private synchronized void enter() throws SocketException {
        if (closed) {
            throw new SocketException("socket closed");
        }
        busy++;
    }

    private synchronized void leave() throws IOException {
        busy--;
        if (closed && busy == 0) {
            channel.close();
        }
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) {
                return 0;
            }
            enter();
            try {
                return channel.read(ByteBuffer.wrap(bytes, offset, length));
            } finally {
                leave();
            }
        }

        @Override
        public void close() throws IOException {
            UnixDomainSocket.this.close();
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer source = ByteBuffer.wrap(bytes, offset, length);
            enter();
            try {
                while (source.hasRemaining()) {
                    if (channel.write(source) <= 0) {
                        throw new EOFException("socket takes no more");
                    }
                }
            } finally {
                leave();
            }
        }

        @Override
        public void close() throws IOException {
            UnixDomainSocket.this.close();
        }
    }
}
