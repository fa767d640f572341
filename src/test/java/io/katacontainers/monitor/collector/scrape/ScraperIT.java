package io.katacontainers.monitor.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import io.katacontainers.monitor.collector.shim.ShimClient;
import io.katacontainers.monitor.collector.shim.ShimFailure;
import io.katacontainers.monitor.collector.shim.ShimLimits;
import io.katacontainers.monitor.sim.shim.ShimFault;
import io.katacontainers.monitor.sim.shim.ShimSimulator;
import io.katacontainers.monitor.sim.shim.SimulatedSandboxes;
import io.katacontainers.monitor.sim.shim.SimulatedShim;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScraperIT {
    private static final Duration PLENTY = Duration.ofSeconds(30);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** Whatever hangs in a test hangs this long. */
    private static final ScrapeLimits LIMITS =
            new ScrapeLimits(16, Duration.ofSeconds(2), PLENTY, Duration.ofSeconds(1), 64 << 20);

    @TempDir
    private Path root;

    private final AtomicLong nanos = new AtomicLong();
    private final ShimClient client = new ShimClient(ShimLimits.DEFAULT, System::nanoTime);
    private Optional<Duration> cpu = Optional.empty();
    private ShimSimulator simulator;
    private SimulatedSandboxes sandboxes;
    private Scraper<String, Integer> scraper;

    @BeforeEach
    void start() throws IOException {
        simulator = new ShimSimulator(root);
        sandboxes = new SimulatedSandboxes(simulator);
        scraper = scraper(LIMITS);
    }

    private Scraper<String, Integer> scraper(ScrapeLimits limits) {
        return new Scraper<>(
                sandboxes, client, TextReader::new, id -> cpu, limits, Clock.fixed(NOW, ZoneOffset.UTC), nanos::get);
    }

    @AfterEach
    void stop() throws IOException {
        scraper.close();
        client.close();
        simulator.close();
    }

    private SimulatedShim shim(String id) throws IOException {
        return simulator.start(id, Flavor.GO, "qemu");
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private Outcome<String> scrapeOne(String id) {
        return scraper.scrape(new SandboxId(id), PLENTY).orElseThrow().outcome();
    }

    private static Outcome<String> down(ShimFailure failure) {
        return new Outcome.Down<>(failure);
    }

    @Test
    void everyFaultCostsOnlyItsOwnSandbox() throws IOException {
        Map<ShimFault, ShimFailure> expected = new EnumMap<>(ShimFault.class);
        expected.put(ShimFault.HANG, ShimFailure.TIMEOUT);
        expected.put(ShimFault.HANG_AFTER_FIRST_FAMILY, ShimFailure.TIMEOUT);
        expected.put(ShimFault.SLOW_DRIP, ShimFailure.TIMEOUT);
        expected.put(ShimFault.SPINNING, ShimFailure.TIMEOUT);
        expected.put(ShimFault.STATUS_500, ShimFailure.STATUS);
        expected.put(ShimFault.STATUS_404, ShimFailure.STATUS);
        expected.put(ShimFault.STATUS_500_VALID_BODY, ShimFailure.STATUS);
        expected.put(ShimFault.REDIRECT, ShimFailure.STATUS);
        expected.put(ShimFault.GARBAGE, ShimFailure.FRAMING);
        expected.put(ShimFault.GARBAGE_BODY, ShimFailure.MALFORMED);
        expected.put(ShimFault.GZIP, ShimFailure.MALFORMED);
        // The reader of this test throws what it should not.
        expected.put(ShimFault.OWN_LABELS, ShimFailure.MALFORMED);
        expected.put(ShimFault.HALF_BODY, ShimFailure.TRUNCATED);
        expected.put(ShimFault.CUT_CHUNK, ShimFailure.TRUNCATED);
        expected.put(ShimFault.RESET, ShimFailure.TRUNCATED);
        expected.put(ShimFault.REFUSED, ShimFailure.REFUSED);
        expected.put(ShimFault.NO_SOCKET, ShimFailure.NO_SOCKET);
        expected.put(ShimFault.ENDLESS_BODY, ShimFailure.TOO_LARGE);
        expected.put(ShimFault.NO_LENGTH, ShimFailure.FRAMING);
        expected.put(ShimFault.HUGE_LENGTH, ShimFailure.TOO_LARGE);
        expected.put(ShimFault.HUGE_HEADER, ShimFailure.TOO_LARGE);
        expected.put(ShimFault.MANY_HEADERS, ShimFailure.TOO_LARGE);
        sandboxes.stale(true);
        for (ShimFault fault : ShimFault.values()) {
            shim(fault.name()).fault(fault);
        }
        for (int i = 0; i < 20; i++) {
            simulator.start("good-" + i, Flavor.RUNTIME_RS, "dragonball");
        }

        ScrapeRound<String> round = scraper.scrape(PLENTY);

        assertThat(round.results()).hasSize(20 + ShimFault.values().length);
        assertThat(round.results()).extracting(result -> result.sandbox().id()).isSorted();
        for (SandboxResult<String> result : round.results()) {
            String id = result.sandbox().id().value();
            ShimFailure failure = id.startsWith("good") ? null : expected.get(ShimFault.valueOf(id));
            if (failure == null) {
                assertThat(result.outcome()).as(id).isInstanceOf(Outcome.Up.class);
                assertThat(scraper.counters(result.sandbox().id()).failures()).isEmpty();
            } else {
                assertThat(result.outcome()).as(id).isEqualTo(down(failure));
                assertThat(scraper.counters(result.sandbox().id()).failures()).containsExactly(Map.entry(failure, 1L));
            }
        }
        assertThat(scraper.counters(new SandboxId("BAD_LINE")).droppedSeries())
                .containsExactly(Map.entry("bad_line", 2L));
    }

    @Test
    void aShimThatHungIsNotAskedAgainUntilItsPauseIsOver() throws IOException {
        SimulatedShim hung = shim("hung");
        SimulatedShim good = shim("good");
        hung.fault(ShimFault.HANG);

        assertThat(scrapeOne("hung")).isEqualTo(down(ShimFailure.TIMEOUT));
        assertThat(scraper.last(new SandboxId("hung")))
                .hasValueSatisfying(last -> assertThat(last.failure()).isEqualTo(ShimFailure.TIMEOUT));

        ScrapeRound<String> second = scraper.scrape(PLENTY);
        assertThat(second.results().get(0).outcome()).isInstanceOf(Outcome.Up.class);
        assertThat(second.results().get(1).outcome()).isEqualTo(down(ShimFailure.BACK_OFF));
        assertThat(hung.requests("/metrics")).isEqualTo(1);
        assertThat(good.requests("/metrics")).isEqualTo(1);

        hung.fault(ShimFault.NONE);
        pass(Duration.ofSeconds(6));
        assertThat(scrapeOne("hung")).isEqualTo(down(ShimFailure.BACK_OFF));
        await().until(() -> scraper.last(new SandboxId("hung")).orElseThrow().up());
        assertThat(scrapeOne("hung")).isInstanceOf(Outcome.Up.class);
        assertThat(scraper.counters(new SandboxId("hung")).failures())
                .isEqualTo(Map.of(ShimFailure.TIMEOUT, 1L, ShimFailure.BACK_OFF, 2L));
    }

    @Test
    void noScrapeWaitsForAShimThatHungBefore() throws IOException {
        SimulatedShim hung = shim("hung");
        hung.fault(ShimFault.HANG);
        scrapeOne("hung");
        pass(Duration.ofSeconds(6));

        assertThat(scrapeOne("hung")).isEqualTo(down(ShimFailure.BACK_OFF));
        await().until(() -> hung.requests("/metrics") == 2);
        pass(Duration.ofSeconds(2));

        assertThat(scrapeOne("hung")).isEqualTo(down(ShimFailure.BUSY));
        assertThat(hung.requests("/metrics")).isEqualTo(2);
    }

    @Test
    void manyHungShimsTakeNothingFromTheOthers() throws IOException {
        scraper.close();
        scraper = scraper(new ScrapeLimits(2, Duration.ofSeconds(2), PLENTY, Duration.ofSeconds(1), 64 << 20));
        for (int i = 0; i < 4; i++) {
            shim("a-hung-" + i).fault(ShimFault.HANG);
        }
        shim("b-good");
        scraper.scrape(PLENTY);
        pass(Duration.ofMillis(500));

        for (SandboxResult<String> result : scraper.scrape(PLENTY).results()) {
            if (result.sandbox().id().value().equals("b-good")) {
                assertThat(result.outcome()).isInstanceOf(Outcome.Up.class);
            } else {
                assertThat(result.outcome()).isEqualTo(down(ShimFailure.BACK_OFF));
            }
        }
    }

    @Test
    void aNewSocketEndsThePause() throws IOException {
        SimulatedShim shim = shim("a");
        shim.fault(ShimFault.HANG);
        assertThat(scrapeOne("a")).isEqualTo(down(ShimFailure.TIMEOUT));
        shim.fault(ShimFault.NONE);
        shim.restart();
        assertThat(scrapeOne("a")).isInstanceOf(Outcome.Up.class);
    }

    @Test
    void cheapFailuresAreTriedAgainAtEachScrape() throws IOException {
        SimulatedShim shim = shim("a");
        shim.fault(ShimFault.STATUS_500);
        assertThat(scrapeOne("a")).isEqualTo(down(ShimFailure.STATUS));
        assertThat(scrapeOne("a")).isEqualTo(down(ShimFailure.STATUS));
        shim.fault(ShimFault.NONE);
        assertThat(scrapeOne("a")).isInstanceOf(Outcome.Up.class);
        assertThat(shim.requests("/metrics")).isEqualTo(3);
    }

    @Test
    void aCallersDeadlineHoldsAndItsRequestIsNotRepeated() throws IOException {
        SimulatedShim hung = shim("hung");
        hung.fault(ShimFault.HANG);
        scraper.close();
        scraper = scraper(new ScrapeLimits(16, Duration.ofMinutes(5), PLENTY, Duration.ofSeconds(1), 64 << 20));

        Duration little = Duration.ofMillis(200);
        assertThat(scraper.scrape(little).results().get(0).outcome()).isEqualTo(down(ShimFailure.TIMEOUT));
        await().until(() -> hung.requests("/metrics") == 1);
        pass(Duration.ofSeconds(2));
        assertThat(scrapeOne("hung")).isEqualTo(down(ShimFailure.BUSY));
        assertThat(hung.requests("/metrics")).isEqualTo(1);
    }

    @Test
    void scrapersAtTheSameTimeShareOneRequestPerShim() throws Exception {
        List<SimulatedShim> shims = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            shims.add(shim("shim-" + i));
        }
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<CompletableFuture<ScrapeRound<String>>> rounds = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                rounds.add(CompletableFuture.supplyAsync(() -> scraper.scrape(PLENTY), callers));
            }
            for (CompletableFuture<ScrapeRound<String>> round : rounds) {
                assertThat(round.get().results()).hasSize(30).allSatisfy(result -> assertThat(result.outcome())
                        .isInstanceOf(Outcome.Up.class));
            }
        } finally {
            callers.shutdown();
        }
        assertThat(shims).allSatisfy(shim -> {
            assertThat(shim.requests("/metrics")).isEqualTo(1);
            assertThat(shim.mostInFlight()).isEqualTo(1);
        });
    }

    @Test
    void noResultOlderThanASecondIsShared() throws IOException {
        SimulatedShim shim = shim("a");
        Outcome<String> first = scrapeOne("a");
        pass(Duration.ofMillis(999));
        assertThat(scrapeOne("a")).isSameAs(first);
        pass(Duration.ofMillis(2));
        assertThat(scrapeOne("a")).isNotEqualTo(first);
        assertThat(shim.requests("/metrics")).isEqualTo(2);
    }

    @Test
    void deniedShimsAreNotAskedAtAll() throws IOException {
        for (String hypervisor : List.of("qemu", "firecracker", "remote")) {
            SimulatedShim shim = simulator.start(hypervisor, Flavor.RUNTIME_RS, hypervisor);
            for (int i = 0; i < 3; i++) {
                SandboxResult<String> result =
                        scraper.scrape(new SandboxId(hypervisor), PLENTY).orElseThrow();
                assertThat(result.verdict()).isEqualTo(new ScrapeVerdict.Denied("runtime_rs_" + hypervisor));
                assertThat(result.outcome()).isEqualTo(new Outcome.NotAsked<>());
            }
            scraper.refresh(Duration.ZERO);
            assertThat(shim.requests("/metrics")).isZero();
            assertThat(shim.aborted()).isFalse();
        }
    }

    @Test
    void aShimThatIsStartingIsNoFailure() throws IOException {
        SimulatedShim shim = shim("a");
        shim.fault(ShimFault.NO_SOCKET);
        assertThat(scrapeOne("a")).isEqualTo(new Outcome.NotAsked<>());
        sandboxes.stale(true);
        assertThat(scrapeOne("a")).isEqualTo(down(ShimFailure.NO_SOCKET));
        shim.fault(ShimFault.NONE);
        assertThat(scrapeOne("a")).isInstanceOf(Outcome.Up.class);
    }

    @Test
    void aShimThatSpinsIsQuarantinedUntilItsSocketIsNew() throws IOException {
        SimulatedShim shim = shim("a");
        SandboxId id = new SandboxId("a");
        shim.fault(ShimFault.SPINNING);
        cpu = Optional.of(Duration.ofSeconds(1));
        assertThat(scrapeOne("a")).isEqualTo(down(ShimFailure.TIMEOUT));
        pass(Duration.ofSeconds(3));
        assertThat(scrapeOne("a")).isEqualTo(down(ShimFailure.BACK_OFF));
        cpu = Optional.of(Duration.ofSeconds(11));
        pass(Duration.ofSeconds(7));

        assertThat(scrapeOne("a")).isEqualTo(down(ShimFailure.BACK_OFF));
        await().until(() -> !scraper.verdict(id).equals(Optional.of(new ScrapeVerdict.Allowed())));
        SandboxResult<String> result = scraper.scrape(id, PLENTY).orElseThrow();

        assertThat(result.outcome()).isEqualTo(new Outcome.NotAsked<>());
        assertThat(result.verdict()).isEqualTo(new ScrapeVerdict.Quarantined("shim_spins"));
        assertThat(scraper.verdict(id)).contains(new ScrapeVerdict.Quarantined("shim_spins"));
        pass(Duration.ofMinutes(50));
        assertThat(scrapeOne("a")).isEqualTo(new Outcome.NotAsked<>());
        assertThat(shim.requests("/metrics")).isEqualTo(1);

        shim.fault(ShimFault.NONE);
        shim.restart();
        assertThat(scrapeOne("a")).isInstanceOf(Outcome.Up.class);
        assertThat(scraper.verdict(id)).contains(new ScrapeVerdict.Allowed());
    }

    @Test
    void manyMonstrousPayloadsDoNotFillTheHeap() throws IOException {
        scraper.close();
        scraper = scraper(new ScrapeLimits(16, PLENTY, PLENTY, Duration.ofSeconds(1), 32 << 20));
        for (int i = 0; i < 100; i++) {
            shim("endless-" + i).fault(ShimFault.ENDLESS_BODY);
        }
        shim("good");

        for (SandboxResult<String> result : scraper.scrape(PLENTY).results()) {
            if (result.sandbox().id().value().equals("good")) {
                assertThat(result.outcome()).isInstanceOf(Outcome.Up.class);
            } else {
                assertThat(result.outcome()).isEqualTo(down(ShimFailure.TOO_LARGE));
            }
        }
        assertThat(scraper.payloadBytes()).isZero();
    }

    @Test
    void refreshAsksOnlyThoseNotAskedLately() throws IOException {
        SimulatedShim shim = shim("a");
        SandboxId id = new SandboxId("a");
        scraper.refresh(Duration.ofSeconds(30));
        await().atMost(PLENTY).until(() -> scraper.last(id).isPresent());
        assertThat(scraper.last(id)).hasValueSatisfying(last -> {
            assertThat(last.up()).isTrue();
            assertThat(last.summary()).isGreaterThan(50_000);
            assertThat(last.summaryAt()).isEqualTo(NOW);
        });
        pass(Duration.ofSeconds(20));
        scraper.refresh(Duration.ofSeconds(30));
        assertThat(shim.requests("/metrics")).isEqualTo(1);
        pass(Duration.ofSeconds(20));
        scraper.refresh(Duration.ofSeconds(30));
        await().atMost(PLENTY).until(() -> shim.requests("/metrics") == 2);
    }

    @Test
    void whatIsKnownOfASandboxVanishesWithIt() throws IOException {
        SimulatedShim shim = shim("a");
        SandboxId id = new SandboxId("a");
        shim.fault(ShimFault.STATUS_500);
        assertThat(scrapeOne("a")).isEqualTo(down(ShimFailure.STATUS));
        simulator.stop("a");
        sandboxes.changed();
        assertThat(scraper.last(id)).isEmpty();
        assertThat(scraper.counters(id)).isEqualTo(ScrapeCounters.NONE);
        assertThat(scraper.scrape(id, PLENTY)).isEmpty();
        assertThat(scraper.scrape(PLENTY).results()).isEmpty();
    }

    @Test
    void closingEndsAScrape() throws Exception {
        SimulatedShim hung = shim("hung");
        hung.fault(ShimFault.HANG);
        scraper.close();
        scraper = scraper(new ScrapeLimits(1, Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofSeconds(1), 1));
        shim("later");
        CompletableFuture<ScrapeRound<String>> round =
                CompletableFuture.supplyAsync(() -> scraper.scrape(Duration.ofMinutes(5)));
        await().atMost(PLENTY).until(() -> hung.requests("/metrics") == 1);

        scraper.close();
        client.close();

        await().atMost(PLENTY).untilAsserted(() -> assertThat(round).isCompleted());
        assertThat(round.get().results())
                .allSatisfy(result -> assertThat(result.outcome()).isInstanceOf(Outcome.Down.class));
    }
}
