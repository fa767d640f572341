package io.katacontainers.monitor.collector.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.katacontainers.monitor.collector.exposition.IndexedPayload;
import io.katacontainers.monitor.collector.report.ReportDemand;
import io.katacontainers.monitor.collector.report.ReportFeed;
import io.katacontainers.monitor.collector.report.ScrapeKnowledge;
import io.katacontainers.monitor.collector.runtime.PodSource;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import io.katacontainers.monitor.collector.scrape.GuestSummary;
import io.katacontainers.monitor.collector.scrape.Scraper;
import io.katacontainers.monitor.collector.shim.AgentUrls;
import io.katacontainers.monitor.collector.shim.ShimClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Serves all endpoints of the collector, and its probes on an address of their own where one is given. */
public final class CollectorServer implements AutoCloseable {
    private static final int THREADS = 64;
    private static final int PROBE_THREADS = 4;

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
     * @param hostProc the host's {@code /proc}
     * @param nanoTime as {@link System#nanoTime()}
     */
    public record Parts(
            String version,
            boolean debug,
            Path hostProc,
            SandboxSource sandboxes,
            PodSource pods,
            ShimClient shims,
            AgentUrls agentUrls,
            Scraper<IndexedPayload, GuestSummary> scraper,
            ScrapeKnowledge scrapes,
            ReportFeed feed,
            ReportDemand demand,
            ObjectMapper json,
            LongSupplier nanoTime) {}

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
            return new CollectorServer(
                    main, HttpListener.start("probe", probeAddress, PROBE_THREADS, probes(new Router())));
        } catch (IOException e) {
            main.close();
            throw e;
        }
    }

    private static Router routes(Parts parts) {
        CollectorMetrics metrics = new CollectorMetrics(parts.version(), parts.sandboxes(), parts.pods());
        SandboxParameter sandbox = new SandboxParameter(parts.sandboxes());
        MetricsPage page = new MetricsPage(parts.pods(), parts.scraper(), metrics);
        Endpoint report = new ReportEndpoint(parts.feed(), parts.demand(), sandbox, parts.json());
        Router router = probes(new Router())
                .on("/", new IndexEndpoint(new EndpointIndex(parts.debug()), parts.feed()))
                .on("/metrics", new MetricsEndpoint(parts.scraper(), page, metrics, sandbox, parts.nanoTime()))
                .on("/sandboxes", new SandboxesEndpoint(parts.sandboxes(), parts.json()))
                .on("/agent-url", new AgentUrlEndpoint(sandbox, parts.agentUrls(), parts.json()))
                .on(ReportEndpoint.PATH, report)
                .below(ReportEndpoint.PATH + "/", report)
                .on(
                        "/validate",
                        new ValidateEndpoint(parts.sandboxes(), parts.pods(), parts.scrapes(), parts.hostProc()));
        return parts.debug() ? router.below("/debug/", new DebugEndpoint(sandbox, parts.shims())) : router;
    }

    /** Whatever a shim or the runtime does, the collector is alive; and it listens only when it is ready. */
    private static Router probes(Router router) {
        return router.on("/healthz", new HealthEndpoint(Optional::empty))
                .on("/readyz", new HealthEndpoint(Optional::empty));
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
