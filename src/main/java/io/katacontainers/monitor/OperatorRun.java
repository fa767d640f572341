package io.katacontainers.monitor;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import io.katacontainers.monitor.operator.ApiServerCheck;
import io.katacontainers.monitor.operator.OperatorClient;
import io.katacontainers.monitor.operator.OperatorOptions;
import io.katacontainers.monitor.operator.OperatorProcess;
import io.katacontainers.monitor.operator.monitor.MonitorPublishing;
import io.katacontainers.monitor.operator.sandbox.SandboxPublisher;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/** Runs the operator for {@link OperatorCommand}. */
final class OperatorRun {
    /** Another replica leads: this one must go, for it may still have work in flight. */
    private static final int EXIT_LEADERSHIP_LOST = 1;

    private OperatorRun() {}

    /**
     * What the command line and the environment say.
     *
     * @param image of collectors whose KataMonitor names none; may be empty
     * @param identity unique among replicas
     * @param startupTimeout for an API server, definitions and rights that come a little later than the operator
     */
    record Settings(
            String namespace,
            String image,
            String identity,
            boolean leaderElection,
            InetSocketAddress healthAddress,
            InetSocketAddress metricsAddress,
            Duration startupTimeout) {}

    /**
     * Serves until the process is asked to end.
     *
     * @param exit ends the process at once
     */
    static int until(Settings settings, IntConsumer exit) throws StartupException, InterruptedException {
        OperatorOptions options = new OperatorOptions(
                settings.namespace(),
                settings.image(),
                settings.identity(),
                settings.leaderElection(),
                settings.healthAddress(),
                settings.metricsAddress(),
                BuildInfo.load().version());
        KubernetesClient client = OperatorClient.open(options);
        CollectorRegistry registry = new CollectorRegistry();
        SandboxPublisher publisher = new SandboxPublisher(
                client,
                options.namespace(),
                options.identity(),
                Clock.systemUTC(),
                System::nanoTime,
                RandomGenerator.getDefault(),
                registry);
        OperatorProcess process = new OperatorProcess(
                options,
                client,
                new MonitorPublishing(publisher),
                registry,
                Clock.systemUTC(),
                System::nanoTime,
                () -> exit.accept(EXIT_LEADERSHIP_LOST));
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            process.close();
                            client.close();
                            ended.countDown();
                        },
                        "shutdown"));
        try {
            new ApiServerCheck(client, options.namespace(), System::nanoTime).await(settings.startupTimeout());
            process.start();
        } catch (IOException | UncheckedIOException | OperatorException | KubernetesClientException e) {
            throw new StartupException("the operator cannot start: " + rootMessage(e));
        }
        ended.await();
        return 0;
    }

    /** Of an IOException its own message, which is made for people; of others that of the cause. */
    private static String rootMessage(Exception failure) {
        Throwable root = failure;
        while (!(root instanceof IOException) && root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
