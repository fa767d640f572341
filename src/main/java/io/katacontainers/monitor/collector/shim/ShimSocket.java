package io.katacontainers.monitor.collector.shim;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketOption;
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
 * A connected unix socket that looks like a {@link Socket} to the HTTP library, and on which each connect, read and write ends at the deadline
 * of the request under way, or a sixteenth of the time later. Outlives a request where the shim keeps the connection.
 *
 * <p>Works on the channel: the streams of jnr's own {@code UnixSocket} report a timeout as the end of the stream.
 */
final class ShimSocket extends Socket {
    /** Longest path that fits {@code sockaddr_un}, without the final zero. */
    private static final int MAX_PATH_BYTES = 107;

    private final UnixSocketChannel channel;
    private final Timeout receiving = new Timeout(UnixSocketOptions.SO_RCVTIMEO);
    private final Timeout sending = new Timeout(UnixSocketOptions.SO_SNDTIMEO);
    private Deadline deadline;
    private ByteBuffer arrived;
    private boolean connected;
    private boolean closed;
    private boolean answered;
    private volatile boolean ended;

    /**
     * For a first request.
     *
     * @param arrived takes what arrived and was not read yet; the kernel fills a direct one without another copy
     */
    ShimSocket(Deadline deadline, ByteBuffer arrived) throws IOException {
        this.channel = UnixSocketChannel.create();
        this.deadline = deadline;
        this.arrived = arrived.clear().flip();
    }

    /** For a further request. */
    void reuse(Deadline deadline, ByteBuffer arrived) {
        this.deadline = deadline;
        this.arrived = arrived.clear().flip();
        this.answered = false;
    }

    /** Whether anything came back since the request began. */
    boolean answered() {
        return answered;
    }

    /** Whether the shim sent no more than was read. */
    boolean drained() {
        return !arrived.hasRemaining();
    }

    /**
     * Connects.
     *
     * @throws NoSuchFileException where there is no socket
     * @throws ConnectException where nobody listens
     */
    void connect(Path path) throws IOException {
        if (connected) {
            return;
        }
        String name = path.toString();
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw new NoSuchFileException("path longer than a socket's can be");
        }
        try {
            // Where the listener's queue is full, the kernel waits as long as SO_SNDTIMEO says.
            sending.set();
            connected = channel.connect(new UnixSocketAddress(path.toFile()));
            while (!connected) {
                sending.set();
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
                if (length > 0 && !arrived.hasRemaining() && !receive()) {
                    return -1;
                }
                int taken = Math.min(length, arrived.remaining());
                arrived.get(target, offset, taken);
                return taken;
            }
        };
    }

    /** Waits for bytes; false at the end of the stream. */
    private boolean receive() throws IOException {
        arrived.clear();
        try {
            while (true) {
                receiving.set();
                // Not by the channel, which allocates a buffer for each read and copies it.
                int read = Native.read(channel.getFD(), arrived);
                if (read == 0) {
                    ended = true;
                    return false;
                }
                if (read > 0) {
                    answered = true;
                    return true;
                }
                Errno error = Native.getLastError();
                if (error != Errno.EAGAIN && error != Errno.EINTR) {
                    throw new NativeException(Native.getLastErrorString(), error);
                }
            }
        } finally {
            arrived.flip();
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
                    sending.set();
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

    /** How long the kernel lets one call wait. Two calls into it are spared where that stays about the same. */
    private final class Timeout {
        private final SocketOption<Integer> option;
        private int millis;

        Timeout(SocketOption<Integer> option) {
            this.option = option;
        }

        void set() throws IOException {
            int remaining = deadline.remainingMillis();
            if (millis - remaining > remaining / 16 || millis < remaining / 2) {
                channel.setOption(option, remaining);
                millis = remaining;
            }
        }
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
