package io.katacontainers.monitor.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.exposition.StrictReader;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What scripts, dashboards and scrapers made for upstream's kata-monitor find unchanged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DropInIT {
    @SuppressWarnings("NullAway.Init")
    private CollectorFixture collector;

    @BeforeAll
    void start() throws IOException {
        collector = CollectorFixture.onAHost();
        collector.startShims(2);
    }

    @AfterAll
    void stop() throws IOException {
        collector.close();
    }

    @Test
    void theIndexListsEndpointsInUpstreamsForm() {
        HttpResponse<String> index = collector.get("/");
        assertThat(index.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(index.body())
                .startsWith("""
                        Available HTTP endpoints:
                        /metrics               : Get metrics from sandboxes.
                        /sandboxes             : List all Kata Containers sandboxes.
                        /agent-url             : Get sandbox agent URL.
                        """)
                .endsWith("/debug/pprof/trace     : Golang pprof `/debug/pprof/trace` endpoint for kata runtime shim"
                        + " process.\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html | true",
                "application/xhtml+xml,text/html,*/*;q=0.8 | true",
                "text/html;q=0.9 | false",
                "text/* | false",
                "*/* | false",
                "TEXT/HTML | false",
            })
    void htmlIsForThoseWhoNameItExactly(String accept, boolean html) {
        for (String path : List.of("/", "/sandboxes")) {
            assertThat(collector.get(path, "Accept", accept).headers().firstValue("Content-Type"))
                    .hasValue(html ? "text/html; charset=utf-8" : "text/plain; charset=utf-8");
        }
    }

    @Test
    void theListOfSandboxesIsUpstreamsPageByteForByte() {
        assertThat(collector.get("/sandboxes").body()).isEqualTo("sandbox-0\nsandbox-1\n");
        assertThat(collector.get("/sandboxes", "Accept", "text/html").body()).isEqualTo("""
                        <h1>Sandbox list</h1>
                        <ul>
                        <li>sandbox-0: <a href='/debug/pprof/?sandbox=sandbox-0'>pprof</a>, <a href='/metrics?sandbox=sandbox-0'>metrics</a>, <a href='/agent-url?sandbox=sandbox-0'>agent-url</a></li>
                        <li>sandbox-1: <a href='/debug/pprof/?sandbox=sandbox-1'>pprof</a>, <a href='/metrics?sandbox=sandbox-1'>metrics</a>, <a href='/agent-url?sandbox=sandbox-1'>agent-url</a></li>
                        </ul>
                        """);
        assertThat(collector.get("/sandboxes", "Accept", "application/json").body())
                .isEqualTo("[\"sandbox-0\",\"sandbox-1\"]");
    }

    @Test
    void oneSandboxIsTheShimsOwnText() {
        String text = collector.get("/metrics?sandbox=sandbox-1").body();
        assertThat(text)
                .contains("\ngo_goroutines ")
                .contains("\nkata_guest_load{item=\"load1\"} ")
                .doesNotContain("sandbox_id")
                .doesNotContain("kata_monitor_");
        assertThat(text.lines()).hasSizeGreaterThan(900);
        assertThat(collector.get("/metrics?sandbox=sandbox-1&sandbox=sandbox-0").body())
                .hasSameSizeAs(text);
    }

    @Test
    void noSandboxIsAllOfThem() {
        for (String target : List.of("/metrics?sandbox=", "/metrics?sandbox", "/metrics?other=1")) {
            assertThat(new Page(StrictReader.read(collector.bytes(target).body())).relayed())
                    .containsExactlyInAnyOrder("sandbox-0", "sandbox-1");
        }
    }

    @Test
    void familiesAreFilteredByPrefixAndWrittenOnce() {
        assertThat(families("/metrics?filter_family=kata_guest_lo,kata_guest,%20kata_shim_go_thr"))
                .contains("kata_guest_load", "kata_guest_meminfo", "kata_shim_go_threads")
                .allMatch(name -> name.startsWith("kata_guest") || name.equals("kata_shim_go_threads"));
        assertThat(families("/metrics?filter_family=kata_monitor_scrape_c"))
                .containsExactly("kata_monitor_scrape_count");
        assertThat(families("/metrics?filter_family=nothing")).isEmpty();
        assertThat(families("/metrics?filter_family=,")).contains("kata_guest_load", "kata_monitor_scrape_count");
        assertThat(families("/metrics?sandbox=sandbox-0&filter_family=kata_guest_load"))
                .containsExactly("kata_guest_load");
    }

    private Set<String> families(String target) {
        return StrictReader.read(collector.bytes(target).body()).keySet();
    }

    @Test
    void upstreamsOwnFamiliesKeepNameTypeHelpAndBuckets() {
        Map<String, StrictReader.Family> page = collector.metrics();
        hasForm(page, "kata_monitor_running_shim_count", "gauge", "Running shim count(running sandboxes).");
        hasForm(page, "kata_monitor_scrape_count", "counter", "Scape count.");
        hasForm(page, "kata_monitor_scrape_failed_count", "counter", "Failed scape count.");
        String durations = "kata_monitor_scrape_durations_histogram_milliseconds";
        hasForm(page, durations, "histogram", "Time used to scrape from shims");
        assertThat(new Page(page).samples(durations).map(sample -> sample.labels()
                        .getOrDefault("le", sample.name())))
                .containsExactly(
                        "1.0",
                        "2.0",
                        "4.0",
                        "8.0",
                        "16.0",
                        "32.0",
                        "64.0",
                        "128.0",
                        "256.0",
                        "512.0",
                        "+Inf",
                        durations + "_count",
                        durations + "_sum");
        double scrapes = collector.scrapeForSum("kata_monitor_scrape_count");
        collector.get("/metrics?sandbox=sandbox-0");
        assertThat(collector.scrapeForSum("kata_monitor_scrape_count")).isEqualTo(scrapes + 2);
    }

    private static void hasForm(Map<String, StrictReader.Family> page, String name, String type, String help) {
        assertThat(page).hasEntrySatisfying(name, family -> {
            assertThat(family.type()).isEqualTo(type);
            assertThat(family.help()).isEqualTo(help);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "gzip;q=1", "deflate, gzip;q=0.5", "br,gzip"})
    void packsForThoseWhoTakeGzip(String accepted) throws IOException {
        HttpResponse<byte[]> answer = collector.bytes("/metrics", "Accept-Encoding", accepted);
        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        byte[] page = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
        assertThat(StrictReader.read(page)).containsKey("kata_guest_load");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip;q=0", "gzip; q=0.000", "identity", "deflate, br", "x-gzip-not"})
    void packsForNobodyElse(String accepted) {
        HttpResponse<byte[]> answer = collector.bytes("/metrics", "Accept-Encoding", accepted);
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).startsWith("# HELP ");
    }

    @Test
    void theAgentsUrlIsALine() throws IOException {
        assertThat(collector.get("/agent-url?sandbox=sandbox-0").body()).matches("vsock://[0-9]+:1024\n");
        assertThat(collector
                        .get("/agent-url?sandbox=sandbox-0", "Accept", "application/json")
                        .body())
                .matches("\\{\"agentURL\":\"vsock://[0-9]+:1024\"}");
        collector.shims.start("rs", Flavor.RUNTIME_RS, "qemu");
        CollectorFixture.eventually(
                () -> assertThat(collector.get("/agent-url?sandbox=rs").body()).isEqualTo("hvsock:///run/kata/rs\n"));
        collector.shims.stop("rs");
        CollectorFixture.eventually(() -> assertThat(collector.sandboxes()).doesNotContain("rs"));
    }
}
