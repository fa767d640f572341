package io.katacontainers.monitor.collector.shim;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import jnr.constants.platform.Errno;
import jnr.enxio.channels.Native;
import jnr.enxio.channels.NativeException;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;
import jnr.unixsocket.UnixSocketOptions;

/**
 * A connected unix socket that looks like a {@link Socket} to the HTTP library, and on which each connect, read and write ends at the deadline.
 *
 * <p>Works on the channel: the streams of jnr's own {@code UnixSocket} report a timeout as the end of the stream.
 */
final class ShimSocket extends Socket {
    /** Longest path that fits {@code sockaddr_un}, without the final zero. */
    private static final int MAX_PATH_BYTES = 107;

    private static final int MAX_READ_BYTES = 64 << 10;

    private final UnixSocketChannel channel;
    private final Deadline deadline;
    private boolean closed;
    private volatile boolean ended;

    ShimSocket(Deadline deadline) throws IOException {
        this.deadline = deadline;
        this.channel = UnixSocketChannel.create();
    }

    /**
     * Connects.
     *
     * @throws NoSuchFileException where there is no socket
     * @throws ConnectException where nobody listens
     */
    void connect(Path path) throws IOException {
        String name = path.toString();
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw new NoSuchFileException("path longer than a socket's can be");
        }
        try {
            // Where the listener's queue is full, the kernel waits as long as SO_SNDTIMEO says.
            channel.setOption(UnixSocketOptions.SO_SNDTIMEO, deadline.remainingMillis());
            boolean connected = channel.connect(new UnixSocketAddress(path.toFile()));
            while (!connected) {
                channel.setOption(UnixSocketOptions.SO_SNDTIMEO, deadline.remainingMillis());
                connected = channel.finishConnect();
            }
        } catch (IOException e) {
            // jnr tells errors of connect by their text alone.
            if (Objects.equals(e.getMessage(), Errno.ENOENT.toString())) {
                throw new NoSuchFileException("no socket");
            }
            if (Objects.equals(e.getMessage(), Errno.ECONNREFUSED.toString())) {
                throw new ConnectException("nobody listens");
            }
            throw e;
        }
    }

    /** Whether the peer's end of the stream was reached. */
    boolean ended() {
        return ended;
    }

    /** Makes reads and writes of other threads end now. */
    synchronized void abort() throws IOException {
        if (!closed) {
            // Not close: the number of the descriptor could be given to another file while the other thread still
            // reads.
            channel.shutdownInput();
            channel.shutdownOutput();
        }
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return receive(ByteBuffer.wrap(target, offset, Math.min(length, MAX_READ_BYTES)));
            }
        };
    }

    private int receive(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        while (true) {
            channel.setOption(UnixSocketOptions.SO_RCVTIMEO, deadline.remainingMillis());
            // Not by the channel, which allocates a buffer for each read and copies it.
            int read = Native.read(channel.getFD(), target);
            if (read == 0) {
                ended = true;
                return -1;
            }
            if (read > 0) {
                return read;
            }
            Errno error = Native.getLastError();
            if (error != Errno.EAGAIN && error != Errno.EINTR) {
                throw new NativeException(Native.getLastErrorString(), error);
            }
        }
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(source, offset, length);
                while (buffer.hasRemaining()) {
                    channel.setOption(UnixSocketOptions.SO_SNDTIMEO, deadline.remainingMillis());
                    interruptible(() -> channel.write(buffer));
                }
            }
        };
    }

    /** A system call; 0 where a signal cut it short. */
    private static int interruptible(SystemCall call) throws IOException {
        try {
            return call.run();
        } catch (NativeException e) {
            if (e.getErrno() == Errno.EINTR) {
                return 0;
            }
            throw e;
        }
    }

    @FunctionalInterface
    private interface SystemCall {
        int run() throws IOException;
    }

    @Override
    public void setSoLinger(boolean on, int linger) {
        // Unix sockets have none.
    }

    @Override
    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            channel.close();
        }
    }
}
