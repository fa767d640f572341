package io.katacontainers.monitor.collector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ThrowingRunnable;

/** A discovery under test, its clock, and the sockets of its sandboxes. */
final class DiscoveryFixture implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A listing so rare that a test sees what inotify and the tick alone do. */
    static final DiscoverySettings RARE_LISTINGS = withRelist(Duration.ofHours(1));

    final List<RootState> deadRoots = new CopyOnWriteArrayList<>();
    final SandboxDiscovery discovery;
    private final AtomicLong seconds = new AtomicLong();
    private final List<ServerSocketChannel> sockets = new ArrayList<>();

    DiscoveryFixture(DiscoverySettings settings, SandboxRoot... roots) {
        this(settings, () -> FileSystems.getDefault().newWatchService(), roots);
    }

    DiscoveryFixture(DiscoverySettings settings, DirectoryWatcher.Opener opener, SandboxRoot... roots) {
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochSecond(seconds.get());
            }
        };
        discovery = new SandboxDiscovery(
                List.of(roots), new ScrapePolicy(false), settings, clock, System::nanoTime, opener, deadRoots::add);
    }

    static DiscoverySettings withRelist(Duration relist) {
        DiscoverySettings settings = DiscoverySettings.defaults();
        return new DiscoverySettings(
                settings.tick(),
                relist,
                settings.relistWithoutWatch(),
                settings.staleAfter(),
                settings.maxSandboxes(),
                settings.maxEntries());
    }

    /** Starts discovery and waits until every root was looked at. */
    DiscoveryFixture start() {
        discovery.start();
        eventually(() -> assertThat(discovery.roots()).noneMatch(state -> "not listed yet".equals(state.problem())));
        return this;
    }

    void passTime(Duration duration) {
        seconds.addAndGet(duration.toSeconds());
    }

    /** Listens as a shim would, answering nothing. */
    void listen(Path socket) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        sockets.add(channel);
        channel.bind(UnixDomainSocketAddress.of(socket));
    }

    List<String> ids() {
        return discovery.sandboxes().stream()
                .map(sandbox -> sandbox.id().value())
                .toList();
    }

    Sandbox sandbox(String id) {
        return discovery.find(new SandboxId(id)).orElseThrow(() -> new AssertionError(id + " is not listed"));
    }

    void eventuallyLists(String... ids) {
        eventually(() -> assertThat(ids()).containsExactly(ids));
    }

    static void eventually(ThrowingRunnable assertion) {
        await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).untilAsserted(assertion);
    }

    @Override
    public void close() throws IOException {
        discovery.close();
        for (ServerSocketChannel socket : sockets) {
            socket.close();
        }
    }
}
