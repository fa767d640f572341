package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** All measurements of the collector on one JDK. */
final class CollectorBench {
    private static final String METRICS = "/metrics";
    private static final String CADVISOR = "/metrics/cadvisor";
    private static final long CONTAINERS_PER_SANDBOX = 2;
    private static final int COLD_SCRAPES = 5;
    private static final int MOST = 500;

    /** Two rounds of asking guests. */
    private static final int ASKING_SECONDS = 18;

    private static final Duration NO_PAUSE = Duration.ZERO;

    /** A little more than the time for which the collector shares a result. */
    private static final Duration PAUSE = Duration.ofMillis(1100);

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Jdk jdk;
    private final SimulatedNodeProcess node;
    private final Effort effort;
    private final Report report;

    CollectorBench(Jdk jdk, SimulatedNodeProcess node, Effort effort, Report report) {
        this.jdk = jdk;
        this.node = node;
        this.effort = effort;
        this.report = report;
    }

    /**
     * How long to measure.
     *
     * @param starts of a process
     * @param idleSeconds to look at a collector that nobody asks
     * @param warmUps scrapes of 100 sandboxes before anything counts as warm
     * @param rounds of scrapes per figure
     * @param sizes numbers of sandboxes, ascending
     * @param coldSizes numbers of sandboxes for the first scrapes
     * @param limitedRounds of scrapes within the limits
     */
    record Effort(
            int starts,
            int idleSeconds,
            int warmUps,
            int rounds,
            List<Integer> sizes,
            List<Integer> coldSizes,
            int limitedRounds) {
        static final Effort FULL = new Effort(5, 10, 20, 5, List.of(1, 10, 100, 500), List.of(100, 500), 6);
        static final Effort QUICK = new Effort(1, 2, 5, 2, List.of(1, 100, 500), List.of(100), 2);
    }

    void run() throws IOException, InterruptedException {
        report.line("");
        report.line("## JDK %s", jdk.version());
        start();
        appear();
        cold();
        warm();
        containers();
        limited();
    }

    private ServerProcess collector() throws IOException, InterruptedException {
        return ServerProcess.collector(jdk, node, List.of());
    }

    private void start() throws IOException, InterruptedException {
        node.sandboxes(0);
        List<Duration> ready = new ArrayList<>();
        for (int i = 1; i < effort.starts(); i++) {
            try (ServerProcess collector = collector()) {
                ready.add(collector.readyAfter());
            }
        }
        try (ServerProcess collector = collector()) {
            ready.add(collector.readyAfter());
            ready.sort(null);
            Duration startCpu = collector.figures().cpu();
            TimeUnit.SECONDS.sleep(effort.idleSeconds());
            Duration idleCpu = collector.figures().cpu().minus(startCpu);
            report.table("start and idle, no sandbox", "figure");
            report.row("process start to first HTTP answer, median (ms)", ready.get(ready.size() / 2));
            report.row("CPU until then (ms)", startCpu);
            report.row("CPU per second of idling (ms)", idleCpu.dividedBy(effort.idleSeconds()));
            report.row("resident, idle (MB)", collector.figures().residentMb());
            report.row("peak resident (MB)", collector.figures().peakMb());
        }
    }

    private void appear() throws IOException, InterruptedException {
        node.sandboxes(0);
        try (ServerProcess collector = collector()) {
            TimeUnit.SECONDS.sleep(1);
            Duration made = node.sandboxes(MOST);
            long start = System.nanoTime();
            Duration listed = await(start, () -> listed(collector) == MOST);
            Duration labelled = await(start, () -> labelled(collector) == MOST);
            report.table(MOST + " sandboxes at once, cold collector", "ms");
            report.row("made within", made);
            report.row("from the last one made until all are listed", listed);
            report.row("from the last one made until all have their pods", labelled);
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean met() throws IOException, InterruptedException;
    }

    private static Duration await(long start, Condition condition) throws IOException, InterruptedException {
        while (!condition.met()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IOException("the collector does not find all sandboxes");
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static long listed(ServerProcess collector) throws IOException, InterruptedException {
        return collector.client().text("/sandboxes").lines().count();
    }

    private static int labelled(ServerProcess collector) throws IOException, InterruptedException {
        return collector.client().text("/api/v1/sandboxes").split("\"podKnowledge\":\"KNOWN\"", -1).length - 1;
    }

    /** Not by the report: who reads it makes the collector ask shims in the background for a while. */
    private static void awaitLabels(ServerProcess collector, int sandboxes) throws IOException, InterruptedException {
        await(System.nanoTime(), () -> {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            return collector
                            .client()
                            .text(METRICS + "?filter_family=kata_monitor_sandbox_info")
                            .lines()
                            .filter(line -> !line.startsWith("#") && !line.contains("cri_name=\"\""))
                            .count()
                    == sandboxes;
        });
    }

    private void cold() throws IOException, InterruptedException {
        report.table("cold: scrape after start, plain", "1", "2", "3", "4", "5");
        for (int sandboxes : effort.coldSizes()) {
            node.sandboxes(sandboxes);
            try (ServerProcess collector = collector()) {
                await(System.nanoTime(), () -> listed(collector) == sandboxes);
                // For labels; to look for them would warm the code.
                TimeUnit.SECONDS.sleep(effort.idleSeconds() / 2);
                List<Object> cpu = new ArrayList<>(List.of(sandboxes + " sandboxes, CPU (ms)"));
                List<Object> latency = new ArrayList<>(List.of(sandboxes + " sandboxes, latency (ms)"));
                for (int i = 0; i < COLD_SCRAPES; i++) {
                    Load.Figures figures = new Load(METRICS, false, 1, PAUSE).run(collector, 1);
                    cpu.add(figures.cpu());
                    latency.add(figures.p50());
                }
                report.row(cpu.toArray());
                report.row(latency.toArray());
            }
        }
    }

    private void warm() throws IOException, InterruptedException {
        node.sandboxes(100);
        try (ServerProcess collector = collector()) {
            awaitLabels(collector, 100);
            new Load(METRICS, false, 1, PAUSE).run(collector, effort.warmUps() / 2);
            new Load(METRICS, true, 1, PAUSE).run(collector, effort.warmUps() / 2);
            report.table(
                    "warm",
                    "scrapers",
                    "bytes per answer",
                    "CPU per answer (ms)",
                    "p50 (ms)",
                    "max (ms)",
                    "peak resident (MB)",
                    "baseline CPU (ms)",
                    "baseline p50 (ms)",
                    "CPU ratio",
                    "p50 ratio",
                    "load average");
            for (int scrapers : List.of(1, 4)) {
                for (int sandboxes : effort.sizes()) {
                    warm(collector, sandboxes, scrapers);
                }
            }
            report.line("");
            report.line("Resident after all that: %d MB.", collector.figures().residentMb());
        }
    }

    private void warm(ServerProcess collector, int sandboxes, int scrapers) throws IOException, InterruptedException {
        node.sandboxes(sandboxes);
        awaitLabels(collector, sandboxes);
        Path page = savePage(collector, sandboxes);
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        try (ServerProcess baseline = ServerProcess.baseline(jdk, node, page)) {
            for (boolean gzip : List.of(false, true)) {
                Load.Figures figures = new Load(METRICS, gzip, scrapers, PAUSE).run(collector, effort.rounds());
                // The baseline shares nothing, so it has no second scraper to compare with, and needs no pause.
                Load load = new Load(gzip ? "/gzip" : "/plain", gzip, 1, NO_PAUSE);
                load.run(baseline, Math.max(2, effort.rounds()));
                Load.Figures least = load.run(baseline, Math.max(effort.rounds(), 200 / sandboxes));
                report.row(
                        sandboxes + (gzip ? ", gzip" : ", plain"),
                        scrapers,
                        figures.bytes(),
                        figures.cpu(),
                        figures.p50(),
                        figures.max(),
                        collector.figures().peakMb(),
                        least.cpu(),
                        least.p50(),
                        Report.ratio(figures.cpu(), least.cpu()),
                        Report.ratio(figures.p50(), least.p50()),
                        Report.load());
            }
        }
    }

    /** What it costs to know what containers in guests use, and to serve that. */
    private void containers() throws IOException, InterruptedException {
        report.table(
                "containers, " + CONTAINERS_PER_SANDBOX + " in each sandbox",
                "until all are known (ms)",
                "CPU per second while they are asked for (ms)",
                "bytes per answer, gzip",
                "CPU per answer (ms)",
                "p50 (ms)");
        for (int sandboxes : effort.sizes()) {
            node.sandboxes(sandboxes);
            try (ServerProcess collector = collector()) {
                Duration known =
                        await(System.nanoTime(), () -> measured(collector) == CONTAINERS_PER_SANDBOX * sandboxes);
                Duration before = collector.figures().cpu();
                TimeUnit.SECONDS.sleep(ASKING_SECONDS);
                Duration asking = collector.figures().cpu().minus(before);
                Load.Figures figures = new Load(CADVISOR, true, 1, PAUSE).run(collector, effort.rounds());
                report.row(
                        sandboxes + " sandboxes",
                        known,
                        asking.dividedBy(ASKING_SECONDS),
                        figures.bytes(),
                        figures.cpu(),
                        figures.p50());
            }
        }
    }

    private static long measured(ServerProcess collector) throws IOException, InterruptedException {
        return collector
                .client()
                .text(CADVISOR + "?filter_family=container_memory_working_set_bytes")
                .lines()
                .filter(line -> line.startsWith("container_"))
                .count();
    }

    /** Keeps a page for the baseline, and sees that it is whole: figures of half a page would mean nothing. */
    private static Path savePage(ServerProcess collector, int sandboxes) throws IOException, InterruptedException {
        byte[] body = collector.client().body(METRICS);
        long up = new String(body, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("kata_monitor_sandbox_up{") && line.endsWith(" 1.0"))
                .count();
        if (up != sandboxes) {
            throw new IOException(up + " of " + sandboxes + " sandboxes are up");
        }
        return Files.write(Path.of("target/bench.page"), body);
    }

    private void limited() throws IOException, InterruptedException {
        report.line("");
        try (CgroupLimits limits = new CgroupLimits()) {
            node.sandboxes(MOST);
            limited(limits);
        } catch (IOException e) {
            report.line("Within %s: not measured or not survived: %s.", CgroupLimits.TEXT, e);
        }
    }

    private void limited(CgroupLimits limits) throws IOException, InterruptedException {
        try (ServerProcess collector = ServerProcess.collector(jdk, node, limits.prefix())) {
            report.table("within " + CgroupLimits.TEXT + ", " + MOST + " sandboxes", "figure");
            report.row("process start to first HTTP answer (ms)", collector.readyAfter());
            await(System.nanoTime(), () -> listed(collector) == MOST);
            Load twoScrapers = new Load(METRICS, true, 2, PAUSE);
            report.row(
                    "two scrapers, gzip, first answers (ms)",
                    twoScrapers.run(collector, 1).max());
            Load.Figures figures = twoScrapers.run(collector, effort.limitedRounds());
            report.row("then p50 (ms)", figures.p50());
            report.row("then max (ms)", figures.max());
            report.row("CPU per answer (ms)", figures.cpu());
            report.row("peak resident (MB)", collector.figures().peakMb());
            report.row("peak of the cgroup, page cache included (MB)", limits.peakMb());
            report.row("killed for its memory", limits.killed() ? "yes" : "no");
        }
    }
}
