package io.katacontainers.monitor;

import io.katacontainers.monitor.collector.CollectorOptions;
import io.katacontainers.monitor.collector.CollectorProcess;
import io.katacontainers.monitor.collector.KataGuest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The collector on a node of a cluster. */
@Command(
        name = "collector",
        description = "Find the sandboxes of this node and serve their metrics.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        usageHelpWidth = 110)
final class CollectorCommand implements Callable<Integer> {
    /** Ends the process so that the kubelet starts it with a mount of the directory that is there now. */
    private static final int EXIT_DEAD_MOUNT = 75;

    /** Of this process, wherever the node's is mounted. */
    private static final Path PROC = Path.of("/proc");

    @Mixin
    private CollectorFlags flags = new CollectorFlags();

    @Option(
            names = "--runtime-endpoint",
            paramLabel = "SOCKET",
            defaultValue = "auto",
            description =
                    "Socket of the container runtime, or 'auto' for the well-known ones (default: ${DEFAULT-VALUE}).")
    private String runtimeEndpoint = "";

    @Override
    public Integer call() throws Exception {
        return run(flags.options(runtimeEndpoint, false), flags.verbosity());
    }

    /** On another thread than the caller's, which the shutdown waits for. */
    private static void exitSoon() {
        new Thread(() -> System.exit(EXIT_DEAD_MOUNT), "exit").start();
    }

    /** In a guest there are no sandboxes, no shims and no runtime: it would report an empty node. */
    static void refuseInAGuest(Path proc) throws StartupException {
        Optional<String> evidence = KataGuest.evidence(proc);
        if (evidence.isPresent()) {
            throw new StartupException(
                    "this is the inside of a Kata VM (" + evidence.get()
                            + "), where the node cannot be seen: run the collector as an ordinary container, leave runtimeClassName unset");
        }
    }

    /** Serves until the process is asked to end. */
    static int run(CollectorOptions options, Verbosity verbosity) throws StartupException, InterruptedException {
        refuseInAGuest(PROC);
        Logging.start(verbosity);
        CollectorProcess collector;
        try {
            collector = CollectorProcess.start(options, Clock.systemUTC(), System::nanoTime, root -> exitSoon());
        } catch (IOException e) {
            throw new StartupException("cannot listen on " + options.listenAddress() + ": " + e.getMessage()
                    + ": end what listens there, or choose another --listen-address");
        }
        HeapTrimmer.start();
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            collector.close();
                            ended.countDown();
                        },
                        "shutdown"));
        ended.await();
        return CommandLine.ExitCode.OK;
    }
}
