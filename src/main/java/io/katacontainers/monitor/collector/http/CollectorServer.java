package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.exposition.IndexedPayload;
import io.katacontainers.monitor.collector.report.JsonWriter;
import io.katacontainers.monitor.collector.report.ReportDemand;
import io.katacontainers.monitor.collector.report.ReportFeed;
import io.katacontainers.monitor.collector.report.ScrapeKnowledge;
import io.katacontainers.monitor.collector.runtime.PodSource;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import io.katacontainers.monitor.collector.scrape.GuestSummary;
import io.katacontainers.monitor.collector.scrape.Scraper;
import io.katacontainers.monitor.collector.shim.AgentUrls;
import io.katacontainers.monitor.collector.shim.ShimClient;
import io.katacontainers.monitor.collector.stats.StatisticsSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves all endpoints of the collector, and its probes on an address of their own where one is given. */
public final class CollectorServer implements AutoCloseable {
    private static final int THREADS = 64;
    private static final int PROBE_THREADS = 4;
    private static final Duration DEBUG_ANSWER = Duration.ofSeconds(10);

    private final HttpListener main;
    private final @Nullable HttpListener probes;

    private CollectorServer(HttpListener main, @Nullable HttpListener probes) {
        this.main = main;
        this.probes = probes;
    }

    /**
     * What the endpoints answer from.
     *
     * @param version of this program
     * @param debug whether {@code /debug/*} of shims is relayed
     * @param cadvisor what {@code /metrics/cadvisor} serves
     * @param hostProc the host's {@code /proc}
     * @param hostCgroup the host's {@code /sys/fs/cgroup}
     * @param clock tells how old figures are
     * @param nanoTime as {@link System#nanoTime()}
     * @param defect what makes the collector useless until it is started anew, one line; empty where nothing does
     */
    public record Parts(
            String version,
            boolean debug,
            CadvisorMode cadvisor,
            Path hostProc,
            Path hostCgroup,
            SandboxSource sandboxes,
            PodSource pods,
            ShimClient shims,
            AgentUrls agentUrls,
            Scraper<IndexedPayload, GuestSummary> scraper,
            ScrapeKnowledge scrapes,
            StatisticsSource statistics,
            ReportFeed feed,
            ReportDemand demand,
            JsonWriter json,
            Clock clock,
            LongSupplier nanoTime,
            Supplier<Optional<String>> defect) {}

    /**
     * Listens and serves.
     *
     * @param probeAddress null for none
     * @throws IOException where an address cannot be bound; nothing listens then
     */
    public static CollectorServer start(
            InetSocketAddress address, @Nullable InetSocketAddress probeAddress, Parts parts) throws IOException {
        HttpListener main = HttpListener.start("http", address, THREADS, routes(parts));
        if (probeAddress == null) {
            return new CollectorServer(main, null);
        }
        try {
            return new CollectorServer(main, HttpListener.start("probe", probeAddress, PROBE_THREADS, probes(parts)));
        } catch (IOException e) {
            main.close();
            throw e;
        }
    }

    private static Router routes(Parts parts) {
        CollectorMetrics metrics = new CollectorMetrics(parts.version(), parts.sandboxes(), parts.pods());
        SandboxParameter sandbox = new SandboxParameter(parts.sandboxes());
        MetricsPage page = new MetricsPage(parts.pods(), parts.scraper(), metrics, parts.statistics());
        CadvisorPage cadvisor = new CadvisorPage(parts.sandboxes(), parts.pods(), parts.statistics(), parts.cadvisor());
        Endpoint report = new ReportEndpoint(
                parts.feed(), parts.demand(), new FigureAge(parts.scrapes(), parts.clock()), sandbox, parts.json());
        Router router = probes(parts)
                .on(
                        "/",
                        new IndexEndpoint(
                                new EndpointIndex(parts.cadvisor() != CadvisorMode.OFF, parts.debug()),
                                parts.feed(),
                                parts.demand()))
                .on("/metrics", new MetricsEndpoint(parts.scraper(), page, metrics, sandbox, parts.nanoTime()))
                .on(CadvisorEndpoint.PATH, new CadvisorEndpoint(cadvisor))
                .on("/sandboxes", new SandboxesEndpoint(parts.sandboxes(), parts.json()))
                .on("/agent-url", new AgentUrlEndpoint(sandbox, parts.agentUrls(), parts.json()))
                .on(ReportEndpoint.PATH, report)
                .below(ReportEndpoint.PATH + "/", report)
                .on(
                        "/validate",
                        new ValidateEndpoint(
                                parts.sandboxes(),
                                parts.pods(),
                                parts.scrapes(),
                                parts.hostProc(),
                                new StatisticsCheck(
                                        parts.sandboxes(), parts.statistics(), cadvisor, parts.hostCgroup())));
        return parts.debug()
                ? router.below("/debug/", new DebugEndpoint(sandbox, parts.shims(), DEBUG_ANSWER))
                : router;
    }

    /**
     * Whatever a shim, the runtime or a missing directory does, the collector is alive and ready: a restart would heal nothing. Before
     * the first look at the directories its answers would be those of an empty node.
     */
    private static Router probes(Parts parts) {
        Supplier<Optional<String>> unready = () -> parts.defect().get().or(() -> parts.sandboxes().roots().stream()
                .filter(root -> !root.tried())
                .findFirst()
                .map(root -> "a directory of sandboxes was not listed yet"));
        return new Router()
                .on("/healthz", new HealthEndpoint(parts.defect()))
                .on("/readyz", new HealthEndpoint(unready));
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return main.address();
    }

    @Override
    public void close() {
        main.close();
        if (probes != null) {
            probes.close();
        }
    }
}
