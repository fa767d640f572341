package io.katacontainers.monitor.collector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.exposition.IndexedPayload;
import io.katacontainers.monitor.collector.exposition.PayloadIndexer;
import io.katacontainers.monitor.collector.exposition.StrictReader;
import io.katacontainers.monitor.collector.report.ScrapeKnowledge;
import io.katacontainers.monitor.collector.runtime.StatsCall;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import io.katacontainers.monitor.collector.scrape.GuestSummary;
import io.katacontainers.monitor.collector.scrape.IndexedPayloadReader;
import io.katacontainers.monitor.collector.scrape.LastScrape;
import io.katacontainers.monitor.collector.scrape.ScrapeLimits;
import io.katacontainers.monitor.collector.scrape.Scraper;
import io.katacontainers.monitor.collector.shim.ShimClient;
import io.katacontainers.monitor.collector.shim.ShimLimits;
import io.katacontainers.monitor.sim.shim.ShimSimulator;
import io.katacontainers.monitor.sim.shim.SimulatedSandboxes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Prometheus sees of the statistics of guests and VMs. */
@SuppressWarnings("NullAway.Init")
class StatisticsPagesIT {
    private static final String OURS = "/metrics?filter_family=kata_sandbox_,kata_container_";
    private static final Pattern ROW =
            Pattern.compile("\\| (?:`(\\w+)` )?\\| (?:`(\\w+)` \\| )?(counter|gauge) \\|([^|]*)\\| .+ \\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Set<String> OF_EVERY_SERIES = Set.of(
            "sandbox_id",
            "cri_uid",
            "cri_name",
            "cri_namespace",
            "container",
            "container_id",
            "id",
            "image",
            "name",
            "namespace",
            "pod");

    private final FakeStatistics statistics = StatisticsSamples.statistics();
    private final FakePods pods = StatisticsSamples.pods();
    private ShimSimulator simulator;
    private ShimClient client;
    private Scraper<IndexedPayload, GuestSummary> scraper;
    private HttpListener listener;
    private Path directory;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        simulator = new ShimSimulator(directory);
        simulator.start(StatisticsSamples.WHOLE, Flavor.GO, "qemu");
        simulator.start(StatisticsSamples.SPARSE, Flavor.RUNTIME_RS, "qemu");
        simulator.start(StatisticsSamples.NAMELESS, Flavor.RUNTIME_RS, "firecracker");
        client = new ShimClient(ShimLimits.DEFAULT, System::nanoTime);
        serve(CadvisorMode.AUTO);
    }

    private void serve(CadvisorMode mode) throws IOException {
        SimulatedSandboxes sandboxes = new SimulatedSandboxes(simulator);
        PayloadIndexer indexer = new PayloadIndexer(8 << 20);
        scraper = new Scraper<>(
                sandboxes,
                client,
                () -> new IndexedPayloadReader(indexer),
                id -> Optional.empty(),
                ScrapeLimits.DEFAULT,
                Clock.systemUTC(),
                System::nanoTime);
        CollectorMetrics metrics = new CollectorMetrics("1.2.3", sandboxes, pods);
        CadvisorPage cadvisor = new CadvisorPage(sandboxes, pods, statistics, mode);
        listener = HttpListener.start(
                "test",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                4,
                new Router()
                        .on(
                                "/metrics",
                                new MetricsEndpoint(
                                        scraper,
                                        new MetricsPage(pods, scraper, metrics, statistics),
                                        metrics,
                                        new SandboxParameter(sandboxes),
                                        System::nanoTime))
                        .on(CadvisorEndpoint.PATH, new CadvisorEndpoint(cadvisor))
                        .on(
                                "/validate",
                                new ValidateEndpoint(
                                        sandboxes,
                                        pods,
                                        new Verdicts(),
                                        directory,
                                        new StatisticsCheck(sandboxes, statistics, cadvisor, directory))));
    }

    @AfterEach
    void stop() throws IOException {
        end();
        client.close();
        simulator.close();
    }

    private void end() {
        listener.close();
        scraper.close();
    }

    @Test
    void sandboxesAndContainersStandBesideWhatShimsGive() throws Exception {
        assertThat(get(OURS).body()).isEqualTo(golden("metrics.prom"));
        assertThat(statistics.touches()).isEqualTo(1);
        Map<String, StrictReader.Family> all =
                StrictReader.read(bytes("/metrics").body());
        assertThat(all)
                .containsKeys("kata_monitor_sandbox_up", "kata_guest_load", "kata_sandbox_shim_threads")
                .containsKeys("kata_container_cpu_usage_seconds_total");
    }

    @Test
    void whatIsKnownOfASandboxVanishesWithIt() throws Exception {
        simulator.stop(StatisticsSamples.WHOLE);
        assertThat(get(OURS).body()).doesNotContain("\"whole\"").contains("\"sparse\"");
        assertThat(get(CadvisorEndpoint.PATH).body()).doesNotContain("till").contains("cart");
    }

    @Test
    void containersCarryTheNamesAndLabelsOfCadvisor() throws Exception {
        HttpResponse<String> page = get(CadvisorEndpoint.PATH);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(page.body()).isEqualTo(golden("cadvisor.prom"));
        assertThat(StrictReader.read(page.body().getBytes(StandardCharsets.UTF_8)))
                .isNotEmpty();
        assertThat(statistics.touches()).isEqualTo(1);
    }

    /** Of the mixin's rules, all of which ask for an image. */
    @Test
    void theRecordingRulesOfKubernetesDashboardsFindTheirFamilies() throws Exception {
        Map<String, StrictReader.Family> page =
                StrictReader.read(bytes(CadvisorEndpoint.PATH).body());
        for (String family : List.of(
                "container_cpu_usage_seconds_total",
                "container_memory_working_set_bytes",
                "container_memory_rss",
                "container_memory_cache",
                "container_memory_swap")) {
            assertThat(page.entrySet().stream()
                            .filter(served -> served.getKey().equals(family))
                            .flatMap(served -> served.getValue().samples().stream()))
                    .anySatisfy(sample -> assertThat(sample.labels())
                            .containsEntry("image", "registry.example/shop/app:1")
                            .containsEntry("container", "app")
                            .containsEntry("namespace", "shop")
                            .containsEntry("pod", "till"))
                    .allSatisfy(
                            sample -> assertThat(sample.labels().get("image")).isNotEmpty());
        }
    }

    @Test
    void honoursTheFilterAndCompresses() throws Exception {
        assertThat(get(CadvisorEndpoint.PATH + "?filter_family=container_threads_max")
                        .body())
                .isEqualTo("""
                # HELP container_threads_max Most tasks that the container may have; absent where there is no limit.
                # TYPE container_threads_max gauge
                container_threads_max{container="app",id="/kata/whole/id-of-app",image="registry.example/shop/app:1",name="id-of-app",namespace="shop",pod="till"} 1024 1700000000123
                """);
        HttpResponse<byte[]> compressed = bytes(CadvisorEndpoint.PATH, "Accept-Encoding", "gzip");
        assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(golden("cadvisor.prom"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"AUTO,containerd,false", "AUTO,none,false", "AUTO,cri-o,true", "ON,containerd,true"})
    void theNetworkOfPodsIsServedWhereTheKubeletLacksIt(CadvisorMode mode, String runtime, boolean served)
            throws Exception {
        end();
        serve(mode);
        pods.runtime(runtime);
        assertThat(get(CadvisorEndpoint.PATH).body())
                .isEqualTo(golden("cadvisor.prom") + (served ? golden("cadvisor-network.prom") : ""));
    }

    @Test
    void isNotThereWhereItIsSwitchedOff() throws Exception {
        end();
        serve(CadvisorMode.OFF);
        HttpResponse<String> page = get(CadvisorEndpoint.PATH);
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).isEqualTo("/metrics/cadvisor is switched off: --cadvisor=auto serves it\n");
        assertThat(get("/validate").body()).contains("ok    /metrics/cadvisor (--cadvisor=off): not served\n");
        assertThat(new EndpointIndex(false, false).text()).doesNotContain("cadvisor");
        assertThat(new EndpointIndex(true, false).list()).contains("<a href='/metrics/cadvisor'>");
    }

    @Test
    void saysWhereFiguresComeFrom() throws Exception {
        statistics.calls(
                new StatsCall("containerd Tasks/Metrics", "figures of containers", StatsCall.State.WORKS, null),
                new StatsCall("CRI ListPodSandboxStats", "interfaces of pods", StatsCall.State.UNIMPLEMENTED, null),
                new StatsCall("containerd Events", "kills for lack of memory", StatsCall.State.FAILS, "refused"),
                new StatsCall("CRI ContainerStatus", "limits", StatsCall.State.UNTRIED, null));
        assertThat(get("/validate").body()).endsWith("""
                ok    statistics: figures of containers by containerd Tasks/Metrics
                ok    statistics: interfaces of pods by CRI ListPodSandboxStats: the runtime does not have this call
                check statistics: kills for lack of memory by containerd Events: refused
                ok    statistics: limits by CRI ContainerStatus: not asked yet
                check host cgroups: not visible, so what those of sandboxes use is not known: mount the host's /sys/fs/cgroup
                ok    processes of sandboxes on the host: found for 2 of 3, 1 not looked for yet
                ok    /metrics/cadvisor (--cadvisor=auto): containers, without the network of pods
                """);
        Files.createFile(directory.resolve("cgroup.controllers"));
        assertThat(get("/validate").body()).contains("ok    host cgroups: visible\n");
    }

    /** {@code docs/metrics.md} says what the pages hold, no more and no less. */
    @Test
    void theDocumentListsEachFamilyWithTypeAndLabels() throws Exception {
        end();
        serve(CadvisorMode.ON);
        Map<String, String> served = new TreeMap<>();
        served.putAll(families(bytes(OURS).body()));
        served.putAll(families(bytes(CadvisorEndpoint.PATH).body()));
        assertThat(served).isEqualTo(documented());
    }

    private static Map<String, String> families(byte[] page) {
        Map<String, String> families = new TreeMap<>();
        StrictReader.read(page).forEach((name, family) -> {
            Set<String> labels = family.samples().stream()
                    .flatMap(sample -> sample.labels().keySet().stream())
                    .filter(label -> !OF_EVERY_SERIES.contains(label))
                    .collect(Collectors.toCollection(TreeSet::new));
            families.put(name, family.type() + " " + labels);
        });
        return families;
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> families = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs/metrics.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> labels = NAME.matcher(row.group(4))
                        .results()
                        .map((MatchResult label) -> label.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
                for (int group = 1; group <= 2; group++) {
                    String name = row.group(group);
                    if (name != null && !name.startsWith("kata_monitor_")) {
                        families.put(name, row.group(3) + " " + labels);
                    }
                }
            }
        }
        return families;
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = StatisticsPagesIT.class.getResourceAsStream("/statistics/" + name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return send(target, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<byte[]> bytes(String target, String... headers) throws IOException, InterruptedException {
        return send(target, HttpResponse.BodyHandlers.ofByteArray(), headers);
    }

    private <T> HttpResponse<T> send(String target, HttpResponse.BodyHandler<T> handler, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + listener.address().getPort() + target))
                .timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), handler);
    }

    /** Of shims that were never asked. */
    private static final class Verdicts implements ScrapeKnowledge {
        @Override
        public Optional<LastScrape<GuestSummary>> last(SandboxId id) {
            return Optional.empty();
        }

        @Override
        public ScrapeVerdict verdict(Sandbox sandbox) {
            return sandbox.verdict();
        }

        @Override
        public Optional<String> agentUrl(SandboxId id) {
            return Optional.empty();
        }
    }
}
