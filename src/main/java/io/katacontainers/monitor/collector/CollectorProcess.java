package io.katacontainers.monitor.collector;

import io.katacontainers.monitor.collector.exposition.IndexedPayload;
import io.katacontainers.monitor.collector.exposition.PayloadIndexer;
import io.katacontainers.monitor.collector.http.CollectorServer;
import io.katacontainers.monitor.collector.report.JsonWriter;
import io.katacontainers.monitor.collector.report.NodeReportBuilder;
import io.katacontainers.monitor.collector.report.ReportDemand;
import io.katacontainers.monitor.collector.report.ReportFeed;
import io.katacontainers.monitor.collector.report.ReportRefresher;
import io.katacontainers.monitor.collector.report.ScrapeKnowledge;
import io.katacontainers.monitor.collector.runtime.PodMetadataCache;
import io.katacontainers.monitor.collector.runtime.RuntimeStatsClient;
import io.katacontainers.monitor.collector.sandbox.DiscoverySettings;
import io.katacontainers.monitor.collector.sandbox.RootState;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxDiscovery;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.ScrapePolicy;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import io.katacontainers.monitor.collector.scrape.GuestSummary;
import io.katacontainers.monitor.collector.scrape.IndexedPayloadReader;
import io.katacontainers.monitor.collector.scrape.LastScrape;
import io.katacontainers.monitor.collector.scrape.ScrapeLimits;
import io.katacontainers.monitor.collector.scrape.Scraper;
import io.katacontainers.monitor.collector.shim.AgentUrls;
import io.katacontainers.monitor.collector.shim.ShimClient;
import io.katacontainers.monitor.collector.shim.ShimLimits;
import io.katacontainers.monitor.collector.stats.GuestStatistics;
import io.katacontainers.monitor.collector.stats.OverheadMeter;
import io.katacontainers.monitor.collector.stats.guest.UsageDecoder;
import io.katacontainers.monitor.collector.stats.host.HostProcesses;
import io.katacontainers.monitor.collector.stats.host.HostUsageReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The collector: finds sandboxes, asks shims and the container runtime, serves what it learned. */
public final class CollectorProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CollectorProcess.class);

    /** Two rounds of samples: older ones are not of the same time as the host's. */
    private static final Duration OVERHEAD_FRESHNESS = Duration.ofSeconds(20);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final CollectorServer server;

    private CollectorProcess(
            CollectorOptions options, Clock clock, LongSupplier nanoTime, Consumer<RootState> onDeadRoot)
            throws IOException {
        try {
            server = assemble(options, clock, nanoTime, onDeadRoot);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts a collector.
     *
     * @param nanoTime as {@link System#nanoTime()}
     * @param onDeadRoot told when a directory of sandboxes was replaced behind the mount that this process sees: only a new mount heals
     *     that
     * @throws IOException where an address cannot be listened on; nothing runs then
     */
    public static CollectorProcess start(
            CollectorOptions options, Clock clock, LongSupplier nanoTime, Consumer<RootState> onDeadRoot)
            throws IOException {
        return new CollectorProcess(options, clock, nanoTime, onDeadRoot);
    }

    private CollectorServer assemble(
            CollectorOptions options, Clock clock, LongSupplier nanoTime, Consumer<RootState> onDeadRoot)
            throws IOException {
        SandboxDiscovery sandboxes = started(new SandboxDiscovery(
                options.roots(),
                new ScrapePolicy(options.allowUnsafeShimMetrics()),
                DiscoverySettings.defaults(),
                clock,
                onDeadRoot));
        PodMetadataCache pods = started(PodMetadataCache.start(options.runtimeEndpoint(), sandboxes, nanoTime));
        ShimClient shims = started(new ShimClient(ShimLimits.DEFAULT, nanoTime));
        AgentUrls agentUrls = started(new AgentUrls(sandboxes, shims, nanoTime));
        HostProcesses processes = new HostProcesses(options.hostProc(), nanoTime);
        PayloadIndexer indexer = new PayloadIndexer(Runtime.getRuntime().maxMemory() / 5);
        Scraper<IndexedPayload, GuestSummary> scraper = started(new Scraper<>(
                sandboxes,
                shims,
                () -> new IndexedPayloadReader(indexer),
                processes::cpuTime,
                limits(),
                clock,
                nanoTime));
        ScrapeKnowledge scrapes = knowledge(scraper, agentUrls);
        RuntimeStatsClient runtime = started(RuntimeStatsClient.start(options.runtimeEndpoint(), nanoTime));
        GuestStatistics statistics = started(GuestStatistics.start(
                new GuestStatistics.Parts(
                        sandboxes,
                        pods,
                        runtime,
                        new UsageDecoder()::decode,
                        new HostUsageReader(processes, options.hostCgroup(), clock, nanoTime)::read,
                        new OverheadMeter(OVERHEAD_FRESHNESS)::measure,
                        () -> options.cadvisor().network(pods.runtime().name())),
                clock,
                nanoTime));
        JsonWriter json = new JsonWriter();
        ReportFeed feed = started(new ReportFeed(
                new NodeReportBuilder(options.version(), sandboxes, pods, scrapes, statistics, clock), json, nanoTime));
        ReportDemand demand = new ReportDemand(nanoTime, statistics::touch);
        sandboxes.onChange(feed::changed);
        pods.onChange(feed::changed);
        statistics.onChange(feed::changed);
        sandboxes.start();
        feed.start();
        started(new ReportRefresher(demand, scraper::refresh, feed::changed));
        CollectorServer http = started(CollectorServer.start(
                options.listenAddress(),
                options.probeAddress(),
                new CollectorServer.Parts(
                        options.version(),
                        options.debug(),
                        options.cadvisor(),
                        options.hostProc(),
                        options.hostCgroup(),
                        sandboxes,
                        pods,
                        shims,
                        agentUrls,
                        scraper,
                        scrapes,
                        statistics,
                        feed,
                        demand,
                        json,
                        clock,
                        nanoTime,
                        () -> sandboxes.looking()
                                ? Optional.empty()
                                : Optional.of("the thread that looks for sandboxes has died"))));
        LOG.info("kata-monitor {} listens on {}, watches {}", options.version(), http.address(), options.roots());
        return http;
    }

    /** Payloads that are out of all proportion may take an eighth of the heap together, and as much again while they are read. */
    private static ScrapeLimits limits() {
        ScrapeLimits usual = ScrapeLimits.DEFAULT;
        return new ScrapeLimits(
                usual.concurrency(),
                usual.requestTimeout(),
                usual.roundTimeout(),
                usual.shareFor(),
                Runtime.getRuntime().maxMemory() / 8);
    }

    private static ScrapeKnowledge knowledge(Scraper<IndexedPayload, GuestSummary> scraper, AgentUrls agentUrls) {
        return new ScrapeKnowledge() {
            @Override
            public Optional<LastScrape<GuestSummary>> last(SandboxId id) {
                return scraper.last(id);
            }

            @Override
            public ScrapeVerdict verdict(Sandbox sandbox) {
                return scraper.verdict(sandbox.id()).orElse(sandbox.verdict());
            }

            @Override
            public Optional<String> agentUrl(SandboxId id) {
                return agentUrls.known(id);
            }
        };
    }

    private <T extends AutoCloseable> T started(T part) {
        started.push(part);
        return part;
    }

    /** Where it serves. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Ends all parts, the last started first. */
    @Override
    public void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not end cleanly", part.getClass().getSimpleName(), e);
            }
        }
    }
}
