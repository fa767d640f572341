package io.katacontainers.monitor.e2e;

import static org.awaitility.Awaitility.await;

import io.katacontainers.monitor.sim.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The collector as it runs on a host without a cluster: upstream's flags alone. */
final class CollectorProgram implements AutoCloseable {
    private static final Path LAUNCHER = Path.of("target/kata-monitor/bin/kata-monitor");

    private final String url;
    private final ChildProcess process;

    private CollectorProgram(String url, ChildProcess process) {
        this.url = url;
        this.process = process;
    }

    /** Starts it and waits until it serves. */
    static CollectorProgram start(Workspace workspace, Path runtimeSocket, Path goRoot, Path rustRoot)
            throws IOException {
        String address = "127.0.0.1:" + FreePort.find();
        ChildProcess process = ChildProcess.start(
                workspace.directory("logs").resolve("collector.log"),
                Map.of(),
                List.of(
                        LAUNCHER.toString(),
                        "-listen-address=" + address,
                        "-runtime-endpoint=" + runtimeSocket,
                        "--sandbox-dir=go:" + goRoot,
                        "--sandbox-dir=rust:" + rustRoot));
        CollectorProgram collector = new CollectorProgram("http://" + address, process);
        await().ignoreExceptionsInstanceOf(IOException.class)
                .atMost(Duration.ofSeconds(30))
                .until(() -> collector.get("/healthz").status() == 200);
        return collector;
    }

    Page get(String path, String... headers) throws IOException {
        return Page.get(url + path, headers);
    }

    /** Asks it to end, which it must do. */
    @Override
    public void close() {
        var unused = process.stop();
    }
}
