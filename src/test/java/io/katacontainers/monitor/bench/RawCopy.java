package io.katacontainers.monitor.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The least that a scrape can cost in plain Java: reads what all shims send over connections that it keeps, understands nothing of it, and sends a
 * page of the collector that was saved before; {@code /gzip} compresses it first. Arguments: the directory of the shims, the page, the port.
 */
public final class RawCopy {
    private static final int CONCURRENCY = 16;
    private static final byte[] REQUEST =
            "GET /metrics HTTP/1.1\r\nHost: shim\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** The last chunk, which ends what a Go shim sends; its text has no carriage returns. */
    private static final byte[] END = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int BUFFER = 1 << 20;
    private static final int PIECE = 64 << 10;

    private final ThreadLocal<ByteBuffer> buffers = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER));
    private final List<SocketChannel> shims = new ArrayList<>();
    private final byte[] page;
    private final ExecutorService threads = Executors.newFixedThreadPool(CONCURRENCY);

    private RawCopy(Path root, Path page) throws IOException {
        try (Stream<Path> sandboxes = Files.list(root)) {
            for (Path sandbox : sandboxes.toList()) {
                SocketChannel shim = SocketChannel.open(StandardProtocolFamily.UNIX);
                shim.connect(UnixDomainSocketAddress.of(sandbox.resolve("shim-monitor.sock")));
                shims.add(shim);
            }
        }
        this.page = load(page);
    }

    /** Piece by piece: all at once, the JDK would keep a second page's worth of memory outside of the heap, beyond the limits. */
    private static byte[] load(Path file) throws IOException {
        byte[] page = new byte[Math.toIntExact(Files.size(file))];
        try (InputStream in = Files.newInputStream(file)) {
            for (int start = 0; start < page.length; start += PIECE) {
                int length = Math.min(PIECE, page.length - start);
                if (in.readNBytes(page, start, length) < length) {
                    throw new IOException(file + " has shrunk");
                }
            }
        }
        return page;
    }

    /** Entry point. */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        RawCopy copy = new RawCopy(Path.of(args[0]), Path.of(args[1]));
        try (ServerSocket listener =
                new ServerSocket(Integer.parseInt(args[2]), 16, InetAddress.getLoopbackAddress())) {
            while (true) {
                try (Socket client = listener.accept()) {
                    copy.serve(client);
                }
            }
        }
    }

    private void serve(Socket client) throws IOException, InterruptedException, ExecutionException {
        byte[] head = new byte[4096];
        int length = client.getInputStream().read(head);
        String request = new String(head, 0, Math.max(0, length), StandardCharsets.US_ASCII);
        OutputStream out = client.getOutputStream();
        if (request.startsWith("GET /healthz ")) {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        collect();
        byte[] body = request.startsWith("GET /gzip ") ? gzip() : page;
        out.write(
                ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(body);
    }

    private void collect() throws IOException, InterruptedException, ExecutionException {
        List<Callable<Integer>> reads = new ArrayList<>();
        shims.forEach(shim -> reads.add(() -> read(shim)));
        for (Future<Integer> read : threads.invokeAll(reads)) {
            read.get();
        }
    }

    private int read(SocketChannel shim) throws IOException {
        shim.write(ByteBuffer.wrap(REQUEST));
        ByteBuffer buffer = buffers.get().clear();
        while (!ended(buffer)) {
            if (shim.read(buffer) <= 0) {
                throw new IOException("a shim sent half an answer, or a huge one");
            }
        }
        return buffer.position();
    }

    private static boolean ended(ByteBuffer buffer) {
        int start = buffer.position() - END.length;
        return start >= 0 && buffer.slice(start, END.length).equals(ByteBuffer.wrap(END));
    }

    private byte[] gzip() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(page.length / 8);
        try (GZIPOutputStream out = new FastGzipOutputStream(packed)) {
            out.write(page);
        }
        return packed.toByteArray();
    }

    private static final class FastGzipOutputStream extends GZIPOutputStream {
        FastGzipOutputStream(OutputStream out) throws IOException {
            super(out, 32 << 10);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
