package io.katacontainers.monitor.collector.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixDomainSocketIT {
    @TempDir
    private Path directory = Path.of("");

    private Path path = Path.of("");
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeEach
    void prepare() {
        path = directory.resolve("s");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void carriesBytesBothWaysUntilThePeerCloses() throws IOException {
        ServerSocketChannel server = listen(10);
        try (UnixDomainSocket socket = UnixDomainSocket.connect(path)) {
            try (SocketChannel peer = server.accept()) {
                socket.getOutputStream().write(new byte[] {1, 2, 3});
                ByteBuffer got = ByteBuffer.allocate(3);
                while (got.hasRemaining()) {
                    assertThat(peer.read(got)).isPositive();
                }
                assertThat(got.array()).containsExactly(1, 2, 3);
                peer.write(ByteBuffer.wrap(new byte[] {(byte) 0xff}));
                assertThat(socket.getInputStream().read()).isEqualTo(0xff);
            }
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void closingWakesAReader() throws IOException {
        listen(10);
        UnixDomainSocket socket = UnixDomainSocket.connect(path);
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
            try {
                return socket.getInputStream().read();
            } catch (IOException e) {
                return -2;
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(UnixDomainSocketIT::someoneReads);
        socket.close();
        assertThat(read).succeedsWithin(Duration.ofSeconds(30));
        assertThat(socket.isClosed()).isTrue();
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> socket.getOutputStream().write(1));
    }

    @Test
    void neverWaitsForAPeerThatAcceptsNobody() throws IOException {
        listen(1);
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> {
                    for (int i = 0; i < 10; i++) {
                        opened.add(UnixDomainSocket.connect(path));
                    }
                })
                .withMessage("too many connections wait to be accepted");
    }

    @Test
    void refusesWhereNobodyListens() throws IOException {
        assertThatIOException().isThrownBy(() -> UnixDomainSocket.connect(path));
        listen(1).close();
        assertThatIOException().isThrownBy(() -> UnixDomainSocket.connect(path)).withMessageContaining("refused");
    }

    private ServerSocketChannel listen(int backlog) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        opened.add(server);
        return server.bind(UnixDomainSocketAddress.of(path), backlog);
    }

    private static boolean someoneReads() {
        return Thread.getAllStackTraces().values().stream().anyMatch(trace -> Stream.of(trace)
                .anyMatch(frame -> frame.getClassName().contains("UnixSocketChannel")
                        && frame.getMethodName().equals("read")));
    }
}
