package io.katacontainers.monitor.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.sim.shim.ShimFault;
import io.katacontainers.monitor.sim.shim.SimulatedShim;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One sick shim among many costs only itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SickShimIT {
    private static final int SHIMS = 8;
    private static final String SICK = "sandbox-7";
    private static final String SICK_LABEL = "{sandbox_id=\"" + SICK + '"';

    /** Series of a Go shim's real payload. */
    private static final long WHOLE = 843;

    @SuppressWarnings("NullAway.Init")
    private CollectorFixture collector;

    @SuppressWarnings("NullAway.Init")
    private SimulatedShim sick;

    private Set<String> others = Set.of();

    @BeforeAll
    void start() throws IOException {
        collector = CollectorFixture.onAHost();
        others = collector.startShims(SHIMS).stream()
                .map(SimulatedShim::id)
                .filter(id -> !id.equals(SICK))
                .collect(Collectors.toUnmodifiableSet());
        sick = collector.shims.shims().stream()
                .filter(shim -> shim.id().equals(SICK))
                .findFirst()
                .orElseThrow();
    }

    @AfterEach
    void cure() throws IOException {
        sick.fault(ShimFault.NONE);
        // A new socket is a new shim: no pause of the last one holds.
        sick.restart();
        CollectorFixture.eventually(() -> assertThat(collector.scrapeForSum("kata_monitor_sandbox_up", SICK_LABEL))
                .isEqualTo(1));
    }

    @AfterAll
    void stop() throws IOException {
        collector.close();
    }

    @ParameterizedTest
    @CsvSource({
        "STATUS_500, status",
        "STATUS_404, status",
        "STATUS_500_VALID_BODY, status",
        "REDIRECT, status",
        "GARBAGE, framing",
        "GARBAGE_BODY, malformed",
        "HALF_BODY, truncated",
        "CUT_CHUNK, truncated",
        "RESET, truncated",
        "REFUSED, refused",
        "ENDLESS_BODY, too_large",
        "NO_LENGTH, framing",
        "HUGE_LENGTH, too_large",
        "HUGE_HEADER, too_large",
        "MANY_HEADERS, too_large",
        "GZIP, malformed",
    })
    void losesItsPayload(ShimFault fault, String reason) throws IOException {
        double failedBefore = collector.scrapeForSum("kata_monitor_scrape_failed_count");
        double before = failures(reason);
        sick.fault(fault);
        CollectorFixture.eventually(() -> assertThat(failures(reason)).isGreaterThan(before));
        Page page = page();
        assertThat(page.relayed()).isEqualTo(others);
        othersAreWhole(page);
        assertThat(page.ofSandbox("kata_monitor_sandbox_up", SICK)).hasValue(0);
        assertThat(collector.scrapeForSum("kata_monitor_scrape_failed_count")).isGreaterThan(failedBefore);
        assertThat(collector.get("/metrics?sandbox=" + SICK).statusCode()).isEqualTo(502);
    }

    @ParameterizedTest
    @EnumSource(names = {"HANG", "HANG_AFTER_FIRST_FAMILY", "SLOW_DRIP"})
    void delaysNothingFromTheSecondScrapeOn(ShimFault fault) throws IOException {
        double timeouts = failures("timeout");
        double spared = spared();
        sick.fault(fault);
        CollectorFixture.eventually(() -> assertThat(failures("timeout")).isGreaterThan(timeouts));
        long asked = sick.requests("/metrics");
        int scrapes = 0;
        while (spared() < spared + 3) {
            scrapes++;
        }
        // The longer it is sick the longer the pauses: most scrapes do not ask.
        assertThat(sick.requests("/metrics") - asked).isLessThanOrEqualTo(scrapes / 2 + 1L);
        Page page = page();
        assertThat(page.relayed()).isEqualTo(others);
        othersAreWhole(page);
        assertThat(page.ofSandbox("kata_monitor_sandbox_up", SICK)).hasValue(0);
        assertThat(sick.mostInFlight()).isEqualTo(1);
        assertThat(collector.get("/metrics?sandbox=" + SICK).statusCode()).isIn(502, 504);
    }

    @ParameterizedTest
    @CsvSource({
        "BAD_LINE, kata_guest_load, bad_line",
        "DUPLICATE_SERIES, kata_guest_load, duplicate",
    })
    void losesOneFamily(ShimFault fault, String family, String reason) throws IOException {
        sick.fault(fault);
        // Not the family's absence: that may be the last fault's, whose payload is shared for a second.
        CollectorFixture.eventually(() -> assertThat(dropped(page(), reason)).isPositive());
        Page page = page();
        assertThat(page.series(family, SICK)).isZero();
        assertThat(page.ofSandbox("kata_monitor_sandbox_up", SICK)).hasValue(1);
        assertThat(page.relayedSeries(SICK)).isGreaterThan(WHOLE - 10);
        assertThat(dropped(page, reason)).isPositive();
        othersAreWhole(page);
    }

    @Test
    void cannotChangeATypeThatIsKnown() throws IOException {
        sick.fault(ShimFault.OTHER_TYPE);
        CollectorFixture.eventually(
                () -> assertThat(page().series("kata_guest_load", SICK)).isZero());
        Page page = page();
        assertThat(dropped(page, "type_conflict")).isPositive();
        assertThat(page.type("kata_guest_load")).isEqualTo("gauge");
        assertThat(page.ofSandbox("kata_monitor_sandbox_up", SICK)).hasValue(1);
        othersAreWhole(page);
    }

    @ParameterizedTest
    @EnumSource(names = {"OWN_LABELS", "OWN_NAMES"})
    void cannotSpeakAsTheCollector(ShimFault fault) throws IOException {
        double before = dropped(page(), "reserved_label", "reserved_name");
        sick.fault(fault);
        CollectorFixture.eventually(() ->
                assertThat(dropped(page(), "reserved_label", "reserved_name")).isGreaterThan(before));
        Page page = page();
        String text = collector.get("/metrics").body();
        assertThat(text).doesNotContain("\"other\"").doesNotContain("\"mine\"").doesNotContain("container_memory");
        assertThat(page.samples("kata_monitor_sandbox_up")).hasSize(SHIMS);
        assertThat(page.relayedSeries(SICK)).isEqualTo(WHOLE);
        othersAreWhole(page);
    }

    private void othersAreWhole(Page page) {
        for (String id : others) {
            assertThat(page.relayedSeries(id)).as(id).isEqualTo(WHOLE);
            assertThat(page.ofSandbox("kata_monitor_sandbox_up", id)).as(id).hasValue(1);
        }
    }

    private Page page() {
        return new Page(collector.metrics());
    }

    private double failures(String reason) {
        return collector.scrapeForSum(
                "kata_monitor_sandbox_scrape_failures_total", SICK_LABEL, "reason=\"" + reason + '"');
    }

    /** Scrapes that did not ask it. */
    private double spared() {
        return collector
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("kata_monitor_sandbox_scrape_failures_total" + SICK_LABEL))
                .filter(line -> line.contains("reason=\"back_off\"") || line.contains("reason=\"busy\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static double dropped(Page page, String... reasons) {
        return page.sum("kata_monitor_sandbox_series_dropped_total", SICK, Set.of(reasons));
    }
}
