package io.katacontainers.monitor.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
 * The least that a scrape can cost in plain Java: reads what all shims send, understands nothing of it, and sends a page of the collector that
 * was saved before; {@code /gzip} compresses it first. Arguments: the directory of the shims, the page, the port.
 */
public final class RawCopy {
    private static final int CONCURRENCY = 16;
    private static final byte[] REQUEST =
            "GET /metrics HTTP/1.1\r\nHost: shim\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final List<Path> sockets;
    private final byte[] page;
    private final ExecutorService threads = Executors.newFixedThreadPool(CONCURRENCY);

    private RawCopy(Path root, Path page) throws IOException {
        try (Stream<Path> sandboxes = Files.list(root)) {
            this.sockets = sandboxes
                    .map(sandbox -> sandbox.resolve("shim-monitor.sock"))
                    .toList();
        }
        this.page = Files.readAllBytes(page);
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
        List<Callable<Long>> reads = new ArrayList<>();
        sockets.forEach(socket -> reads.add(() -> read(socket)));
        for (Future<Long> read : threads.invokeAll(reads)) {
            if (read.get() == 0) {
                throw new IOException("a shim sent nothing");
            }
        }
    }

    private static long read(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(REQUEST));
            ByteBuffer buffer = ByteBuffer.allocate(128 << 10);
            long bytes = 0;
            for (int read = channel.read(buffer); read >= 0; read = channel.read(buffer)) {
                bytes += read;
                buffer.clear();
            }
            return bytes;
        }
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
