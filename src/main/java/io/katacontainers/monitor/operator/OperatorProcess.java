package io.katacontainers.monitor.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.katacontainers.monitor.operator.PlainHttpServer.Page;
import io.katacontainers.monitor.operator.event.EventRecorder;
import io.katacontainers.monitor.operator.monitor.KataMonitorReconciler;
import io.katacontainers.monitor.operator.monitor.OperatorEnvironment;
import io.katacontainers.monitor.operator.monitor.SandboxPublishing;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.BufferPoolsExports;
import io.prometheus.client.hotspot.GarbageCollectorExports;
import io.prometheus.client.hotspot.MemoryPoolsExports;
import io.prometheus.client.hotspot.StandardExports;
import io.prometheus.client.hotspot.ThreadExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running operator: controller, leader election, health and metrics. Replicas that are not the leader keep their caches
 * warm and are ready; only the leader reconciles, polls and writes.
 */
public final class OperatorProcess implements AutoCloseable {
    /** Name of the Lease that replicas compete for. */
    public static final String LEASE = "kata-monitor-operator";

    private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);
    private static final int THREADS = 4;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SYNC_TIMEOUT = Duration.ofSeconds(60);

    private final OperatorOptions options;
    private final KubernetesClient client;
    private final CollectorRegistry registry;
    private final SandboxPublishing publishing;
    private final Runnable onLeadershipLost;
    private final KataMonitorReconciler reconciler;
    private final Operator operator;
    private final Gauge leader;
    private @Nullable PlainHttpServer health;
    private @Nullable PlainHttpServer metrics;
    private volatile boolean closing;
    private volatile boolean leading;

    /**
     * Puts the parts together; nothing runs before {@link #start}.
     *
     * @param client stays open; whoever opened it closes it after this process
     * @param publishing is closed with this process
     * @param registry gets the metrics of the controller, of the JVM and of the build
     * @param nanoTime {@code System::nanoTime}, for durations
     * @param onLeadershipLost must end the program soon, for another replica has taken over; called at most once, never by {@link
     *     #close}
     */
    public OperatorProcess(
            OperatorOptions options,
            KubernetesClient client,
            SandboxPublishing publishing,
            CollectorRegistry registry,
            Clock clock,
            LongSupplier nanoTime,
            Runnable onLeadershipLost) {
        this.options = options;
        this.client = client;
        this.publishing = publishing;
        this.registry = registry;
        this.onLeadershipLost = onLeadershipLost;
        this.leader = Gauge.build("kata_monitor_operator_leader", "1 if this replica is the leader.")
                .register(registry);
        // JOSDK asks for the settings more than once; metrics can be registered only once.
        SimpleclientMetrics controllerMetrics = new SimpleclientMetrics(registry, nanoTime);
        this.operator = new Operator(settings -> configure(settings).withMetrics(controllerMetrics));
        this.reconciler = new KataMonitorReconciler(
                new OperatorEnvironment(options.namespace(), options.image()),
                publishing,
                new EventRecorder(client, clock, options.identity()),
                clock);
        operator.register(reconciler, configuration -> configuration.settingNamespace(options.namespace()));
    }

    private ConfigurationServiceOverrider configure(ConfigurationServiceOverrider settings) {
        settings.withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(THREADS)
                .withConcurrentWorkflowExecutorThreads(THREADS)
                .withReconciliationTerminationTimeout(STOP_TIMEOUT)
                .withCacheSyncTimeout(SYNC_TIMEOUT)
                .withUseSSAToPatchPrimaryResource(true)
                .withSSABasedCreateUpdateMatchForDependentResources(true)
                // An annotation that changes with each write would be one more thing to write.
                .withPreviousAnnotationForDependentResources(false)
                .withParseResourceVersions(true);
        return options.leaderElection() ? settings.withLeaderElectionConfiguration(leaderElection()) : settings;
    }

    private LeaderElectionConfiguration leaderElection() {
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                .withLeaseNamespace(options.namespace())
                .withIdentity(options.identity())
                // Else JOSDK calls exit itself, even while a shutdown hook waits for it.
                .withExitOnStopLeading(false)
                .withLeaderCallbacks(
                        new LeaderCallbacks(this::startedLeading, this::stoppedLeading, OperatorProcess::newLeader))
                .build();
    }

    private synchronized void startedLeading() {
        LOG.info("{} is the leader", options.identity());
        leading = true;
        leader.set(1);
    }

    private synchronized void stoppedLeading() {
        if (!leading) {
            return;
        }
        leading = false;
        leader.set(0);
        if (!closing) {
            LOG.error("{} has lost the lease {} and ends", options.identity(), LEASE);
            reconciler.end(Duration.ZERO);
            onLeadershipLost.run();
        }
    }

    private static void newLeader(@Nullable String identity) {
        LOG.debug("The leader is {}", identity);
    }

    /**
     * Starts and returns once caches are filled, whether or not this replica leads.
     *
     * @throws io.javaoperatorsdk.operator.OperatorException if the API server cannot be reached or refuses
     * @throws UncheckedIOException if an address cannot be listened on
     */
    public void start() {
        registerMetrics();
        health = PlainHttpServer.start(
                "health", options.healthAddress(), Map.of("/healthz", this::alive, "/readyz", this::ready));
        metrics = PlainHttpServer.start("metrics", options.metricsAddress(), Map.of("/metrics", this::metricsPage));
        operator.start();
        if (!options.leaderElection()) {
            startedLeading();
        }
        LOG.info("Serving KataMonitors of the namespace {}", options.namespace());
    }

    private void registerMetrics() {
        Gauge.build("kata_monitor_operator_build_info", "1, with the version of this build.")
                .labelNames("version")
                .register(registry)
                .labels(options.version())
                .set(1);
        List.of(
                        new StandardExports(),
                        new MemoryPoolsExports(),
                        new BufferPoolsExports(),
                        new GarbageCollectorExports(),
                        new ThreadExports())
                .forEach(registry::register);
    }

    private Page alive() {
        return Page.text(200, "ok");
    }

    /** A replica that waits to become the leader is ready; one that sees the cluster no more is not. */
    private Page ready() {
        var runtime = operator.getRuntimeInfo();
        if (closing || !runtime.isStarted()) {
            return Page.text(503, closing ? "stopping" : "caches are being filled");
        }
        return runtime.allEventSourcesAreHealthy()
                ? Page.text(200, leading ? "ok: leader" : "ok: standby")
                : Page.text(503, "watches of the API server are broken; the log tells which");
    }

    private Page metricsPage() {
        StringWriter text = new StringWriter();
        try {
            TextFormat.write004(text, registry.metricFamilySamples());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Page(200, TextFormat.CONTENT_TYPE_004, text.toString());
    }

    /** Where health is served; null before {@link #start}. */
    public @Nullable InetSocketAddress healthAddress() {
        return health == null ? null : health.address();
    }

    /** Where metrics are served; null before {@link #start}. */
    public @Nullable InetSocketAddress metricsAddress() {
        return metrics == null ? null : metrics.address();
    }

    /** Ends reconciliations under way, within 10 s, then gives up the lease. Right after a failed start too; further calls do nothing. */
    @Override
    public void close() {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        boolean holdsLease = options.leaderElection() && leading;
        if (health != null) {
            LOG.info("Stopping");
        }
        reconciler.end(STOP_TIMEOUT);
        publishing.close();
        operator.stop();
        if (holdsLease) {
            new LeaseRelease(client, options.namespace(), LEASE).releaseHeldBy(options.identity());
        }
        if (health != null) {
            health.close();
        }
        if (metrics != null) {
            metrics.close();
        }
    }
}
