package io.katacontainers.monitor.sim.containerd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a private containerd with some pods until it is interrupted. */
@Command(
        name = "private-containerd",
        mixinStandardHelpOptions = true,
        description = "A real containerd with a handler kata that runs runc.")
public final class PrivateContainerdMain implements Callable<Integer> {
    @Option(
            names = "--directory",
            required = true,
            description = "Empty directory for all it has; keep the path short.")
    private Path directory = Path.of("");

    @Option(names = "--pods", defaultValue = "1", description = "How many pods to run, one container each.")
    private int count;

    @Option(names = "--handler", defaultValue = "kata", description = "Their runtime handler: kata or runc.")
    private String handler = "kata";

    /** See {@code --help}. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PrivateContainerdMain()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (PrivateContainerd containerd = PrivateContainerd.start(directory.toAbsolutePath());
                PodRunner pods = new PodRunner(containerd.socket())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                interrupted.countDown();
                awaitQuietly(ended);
            }));
            for (int i = 0; i < count; i++) {
                String id = pods.runPod("default", "pod-" + i, handler);
                String container = pods.runContainer(id, "app");
                System.out.println("pod-" + i + " sandbox " + id + " container " + container);
            }
            System.out.println("serving at " + containerd.socket());
            interrupted.await();
        } finally {
            ended.countDown();
        }
        return 0;
    }

    private static void awaitQuietly(CountDownLatch ended) {
        try {
            if (!ended.await(60, TimeUnit.SECONDS)) {
                System.err.println("gave up on pods that did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
