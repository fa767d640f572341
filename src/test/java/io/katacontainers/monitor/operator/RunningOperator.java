package io.katacontainers.monitor.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.katacontainers.monitor.operator.monitor.MonitorPublishing;
import io.katacontainers.monitor.operator.sandbox.SandboxPublisher;
import io.prometheus.client.CollectorRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One replica, put together as the command line does. */
final class RunningOperator implements AutoCloseable {
    final AtomicInteger leadershipLost = new AtomicInteger();
    final CollectorRegistry registry = new CollectorRegistry();
    private final KubernetesClient client;
    private final OperatorProcess process;

    RunningOperator(Config config, String identity) {
        OperatorOptions options = options(identity);
        client = OperatorClient.open(options, config);
        SandboxPublisher publisher = new SandboxPublisher(
                client,
                options.namespace(),
                identity,
                Clock.systemUTC(),
                System::nanoTime,
                new SplittableRandom(1),
                registry);
        process = new OperatorProcess(
                options,
                client,
                new MonitorPublishing(publisher),
                registry,
                Clock.systemUTC(),
                System::nanoTime,
                leadershipLost::incrementAndGet);
    }

    static OperatorOptions options(String identity) {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new OperatorOptions(
                OperatorCluster.NAMESPACE, "example.org/kata-monitor:1", identity, true, anyPort, anyPort, "test");
    }

    void start() {
        process.start();
    }

    /** Code and body of {@code /readyz}. */
    String readiness() throws Exception {
        return get(process.healthAddress(), "/readyz");
    }

    String health(String path) throws Exception {
        return get(process.healthAddress(), path);
    }

    String metrics() throws Exception {
        return get(process.metricsAddress(), "/metrics");
    }

    /** The value of a counter or gauge; 0 where there is none. */
    double metric(String name, String label, String value) {
        return Objects.requireNonNullElse(
                registry.getSampleValue(name, new String[] {label}, new String[] {value}), 0.0);
    }

    /** How many reconciliations have succeeded. */
    double reconciliations() {
        return Objects.requireNonNullElse(
                registry.getSampleValue(
                        "kata_monitor_operator_reconciliations_total",
                        new String[] {"controller", "operation", "result"},
                        new String[] {"katamonitor", "reconcile", "success"}),
                0.0);
    }

    private static String get(@Nullable InetSocketAddress address, String path) throws Exception {
        int port = Objects.requireNonNull(address).getPort();
        var response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        BodyHandlers.ofString());
        return response.statusCode() + " " + response.body().strip();
    }

    @Override
    public void close() {
        process.close();
        client.close();
    }
}
