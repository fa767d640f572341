package io.katacontainers.monitor.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.runtime.ContainerFacts;
import io.katacontainers.monitor.collector.runtime.ContainerMetadata;
import io.katacontainers.monitor.collector.runtime.PodLookup;
import io.katacontainers.monitor.collector.runtime.PodMetadata;
import io.katacontainers.monitor.collector.runtime.PodSource;
import io.katacontainers.monitor.collector.runtime.RuntimeState;
import io.katacontainers.monitor.collector.runtime.StatsCall;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.collector.sandbox.RootState;
import io.katacontainers.monitor.collector.sandbox.Sandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.sandbox.SandboxSource;
import io.katacontainers.monitor.collector.sandbox.ScrapeVerdict;
import io.katacontainers.monitor.collector.scrape.GuestSummary;
import io.katacontainers.monitor.collector.scrape.LastScrape;
import io.katacontainers.monitor.collector.shim.ShimFailure;
import io.katacontainers.monitor.collector.stats.ContainerSample;
import io.katacontainers.monitor.collector.stats.ContainerUsage;
import io.katacontainers.monitor.collector.stats.Overhead;
import io.katacontainers.monitor.collector.stats.SandboxStatistics;
import io.katacontainers.monitor.collector.stats.SandboxStatistics.Guest;
import io.katacontainers.monitor.collector.stats.StatisticsSource;
import io.katacontainers.monitor.report.AgentReport;
import io.katacontainers.monitor.report.ContainerReport;
import io.katacontainers.monitor.report.OverheadReport;
import io.katacontainers.monitor.report.SandboxReport;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One sandbox with one container, about which everything else says what a test wants. */
class NodeReportBuilderTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Sandbox SANDBOX = new Sandbox(
            new SandboxId("a"),
            Path.of("/run/vc/sbs/a"),
            Flavor.GO,
            "qemu",
            new ScrapeVerdict.Allowed(),
            "inode",
            false);
    private static final ContainerMetadata APP =
            new ContainerMetadata("c1", "app", "shop/app:1", ContainerMetadata.State.RUNNING);
    private static final ContainerFacts FACTS = new ContainerFacts("c1", null, 100_000L, 50_000L, null, 128L << 20);

    private volatile SandboxStatistics statistics = SandboxStatistics.NONE;
    private volatile long kills;
    private ContainerMetadata container = APP;
    private ScrapeVerdict verdict = new ScrapeVerdict.Allowed();
    private @Nullable LastScrape<GuestSummary> scrape;
    private final NodeReportBuilder builder = new NodeReportBuilder(
            "1.2.3", new OneSandbox(), new OnePod(), new Scrapes(), new Statistics(), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void tellsWhatContainersUseAndMayUse() {
        statistics = statistics(Guest.ANSWERED, sample(0.1234, 40L << 20, FACTS, null));
        kills = 2;
        assertThat(app())
                .isEqualTo(new ContainerReport(
                        "app",
                        "c1",
                        "shop/app:1",
                        ContainerReport.State.RUNNING,
                        123L,
                        40L << 20,
                        500L,
                        128L << 20,
                        2L));
    }

    @Test
    void whatIsNotKnownIsAbsent() {
        assertThat(app())
                .isEqualTo(new ContainerReport(
                        "app", "c1", "shop/app:1", ContainerReport.State.RUNNING, null, null, null, null, 0L));
        assertThat(report().overhead()).isNull();
    }

    @Test
    void holdsFiguresUntilTheyLeaveTheirBands() {
        statistics = statistics(Guest.ANSWERED, sample(0.1, 100L << 20, FACTS, null));
        SandboxReport first = report();
        statistics = statistics(Guest.ANSWERED, sample(0.15, 116L << 20, FACTS, null));
        assertThat(report()).isEqualTo(first);
        statistics = statistics(Guest.ANSWERED, sample(0.151, 117L << 20, FACTS, null));
        assertThat(app().cpuMillicores()).isEqualTo(151);
        assertThat(app().workingSetBytes()).isEqualTo(117L << 20);
    }

    @Test
    void holdsTheOverheadToo() {
        statistics = overhead(new Overhead(100L << 20, 0.2, 64L << 20, 0.25));
        assertThat(report().overhead()).isEqualTo(new OverheadReport(100L << 20, 200L));
        statistics = overhead(new Overhead(110L << 20, 0.24, 64L << 20, 0.25));
        assertThat(report().overhead()).isEqualTo(new OverheadReport(100L << 20, 200L));
        statistics = overhead(new Overhead(130L << 20, null, 64L << 20, 0.25));
        assertThat(report().overhead()).isEqualTo(new OverheadReport(130L << 20, null));
    }

    @ParameterizedTest
    @CsvSource({"50000, 100000, 500", "-1, 100000,", "0, 100000,", "9223372036854775807, 1,", "1, 0,", "1, -5,"})
    void doesNotTrustTheNumbersOfALimit(long quota, long period, @Nullable Long millicores) {
        statistics = statistics(
                Guest.ANSWERED, sample(0.1, 1, new ContainerFacts("c1", null, period, quota, null, null), null));
        assertThat(app().cpuLimitMillicores()).isEqualTo(millicores);
    }

    @Test
    void tellsTheGuestsLimitWhereTheRuntimeTellsNone() {
        statistics = statistics(Guest.ANSWERED, sample(0.1, 1, null, 64L << 20));
        assertThat(app().memoryLimitBytes()).isEqualTo(64L << 20);
    }

    @Test
    void tellsKillsOfAContainerThatHasEnded() {
        container = new ContainerMetadata("c1", "app", "shop/app:1", ContainerMetadata.State.EXITED);
        kills = 1;
        assertThat(app().oomKills()).isEqualTo(1);
    }

    @Test
    void aKillEndsAWaitForAnotherReport() {
        statistics = statistics(Guest.ANSWERED, sample(0.1, 1, FACTS, null));
        try (ReportFeed feed = new ReportFeed(builder, new JsonWriter(), System::nanoTime)) {
            feed.start();
            String etag = feed.current().etag();
            CompletableFuture<ReportSnapshot> waiter = CompletableFuture.supplyAsync(() -> {
                try {
                    return feed.awaitOther(etag, Duration.ofSeconds(60));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            kills = 1;
            feed.changed();
            assertThat(waiter).succeedsWithin(30, TimeUnit.SECONDS).satisfies(snapshot -> assertThat(snapshot.etag())
                    .isNotEqualTo(etag));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ANSWERED, true, ALLOWED, YES, task_metrics",
        "FAILED, true, ALLOWED, YES, task_metrics",
        "ANSWERED, true, DENIED, YES, task_metrics",
        "SILENT, true, ALLOWED, NO, task_metrics_timeout",
        "SILENT, false, DENIED, NO, task_metrics_timeout",
        "SILENT, true, UP, YES, agent_metrics",
        "FAILED, false, UP, YES, agent_metrics",
        "FAILED, false, TIMEOUT, NO, metrics_timeout",
        "ANSWERED, true, TIMEOUT, YES, task_metrics",
        "FAILED, false, DENIED, UNKNOWN, scrape_denied",
        "NOT_ASKED, false, ALLOWED, UNKNOWN, not_asked_yet",
    })
    void theAgentAnswersWhereEitherWaySaysSo(
            Guest guest, boolean figures, Shim shim, AgentReport.Reachable reachable, String reason) {
        statistics = figures ? statistics(guest, sample(0.1, 1, FACTS, null)) : statistics(guest);
        verdict = shim == Shim.DENIED ? new ScrapeVerdict.Denied("runtime_rs_qemu") : new ScrapeVerdict.Allowed();
        GuestSummary summary = new GuestSummary(true, 1, 1L << 30, 1L << 29, 100L, null);
        scrape = switch (shim) {
            case UP -> new LastScrape<>(NOW, Duration.ZERO, null, summary, NOW);
            case TIMEOUT -> new LastScrape<>(NOW, Duration.ZERO, ShimFailure.TIMEOUT, null, null);
            case ALLOWED, DENIED -> null;
        };
        assertThat(report().agent()).isEqualTo(new AgentReport(reachable, reason));
    }

    private enum Shim {
        ALLOWED,
        DENIED,
        UP,
        TIMEOUT
    }

    private SandboxReport report() {
        return builder.get().sandboxes().get(0);
    }

    private ContainerReport app() {
        return report().containers().get(0);
    }

    private static SandboxStatistics statistics(Guest guest, ContainerSample... samples) {
        return new SandboxStatistics(List.of(samples), null, Overhead.UNKNOWN, List.of(), guest);
    }

    private static SandboxStatistics overhead(Overhead overhead) {
        return new SandboxStatistics(List.of(), null, overhead, List.of(), Guest.ANSWERED);
    }

    private static ContainerSample sample(
            double cores, long workingSet, @Nullable ContainerFacts facts, @Nullable Long limit) {
        ContainerUsage.Memory memory = new ContainerUsage.Memory(
                null, workingSet, null, null, null, null, null, null, limit, null, null, null, null, null, null, null);
        return new ContainerSample(
                APP,
                facts,
                new ContainerUsage(
                        NOW,
                        new ContainerUsage.Cpu(null, null, null, null, null, null),
                        memory,
                        null,
                        null,
                        List.of(),
                        List.of()),
                cores,
                null);
    }

    private final class Statistics implements StatisticsSource {
        @Override
        public SandboxStatistics of(SandboxId id) {
            return statistics;
        }

        @Override
        public OptionalLong oomKills(String containerId) {
            return OptionalLong.of(kills);
        }

        @Override
        public void touch() {
            throw new AssertionError("a report asks nobody");
        }

        @Override
        public List<StatsCall> calls() {
            return List.of();
        }

        @Override
        public void onChange(Runnable listener) {
            throw new AssertionError("a builder listens to nobody");
        }
    }

    private final class Scrapes implements ScrapeKnowledge {
        @Override
        public Optional<LastScrape<GuestSummary>> last(SandboxId id) {
            return Optional.ofNullable(scrape);
        }

        @Override
        public ScrapeVerdict verdict(Sandbox sandbox) {
            return verdict;
        }

        @Override
        public Optional<String> agentUrl(SandboxId id) {
            return Optional.empty();
        }
    }

    private final class OnePod implements PodSource {
        @Override
        public PodLookup lookup(SandboxId id) {
            return new PodLookup.Known(new PodMetadata("uid", "pod", "shop", "kata", true), List.of(container));
        }

        @Override
        public RuntimeState runtime() {
            return new RuntimeState(true, "/run/containerd/containerd.sock", "containerd", "2.0.0", "v1", null);
        }

        @Override
        public void onChange(Runnable listener) {
            throw new AssertionError("a builder listens to nobody");
        }
    }

    private static final class OneSandbox implements SandboxSource {
        @Override
        public List<Sandbox> sandboxes() {
            return List.of(SANDBOX);
        }

        @Override
        public Optional<Sandbox> find(SandboxId id) {
            return Optional.of(SANDBOX);
        }

        @Override
        public ScrapeVerdict verdict(Sandbox sandbox) {
            return sandbox.verdict();
        }

        @Override
        public List<RootState> roots() {
            return List.of();
        }

        @Override
        public void onChange(Runnable listener) {
            throw new AssertionError("a builder listens to nobody");
        }
    }
}
