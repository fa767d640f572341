package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What it costs to know what containers in guests use, and to serve that. */
final class ContainerCosts {
    private static final String CADVISOR = "/metrics/cadvisor";
    private static final long CONTAINERS_PER_SANDBOX = 2;

    /** Two rounds of asking guests. */
    private static final int ASKING_SECONDS = 18;

    private final TestBed bed;
    private final Effort effort;
    private final Report report;

    ContainerCosts(TestBed bed, Effort effort, Report report) {
        this.bed = bed;
        this.effort = effort;
        this.report = report;
    }

    void measure() throws IOException, InterruptedException {
        report.table(
                "containers, " + CONTAINERS_PER_SANDBOX + " in each sandbox",
                "until all are known (ms)",
                "CPU per second while they are asked for (ms)",
                "bytes per answer, gzip",
                "CPU per answer (ms)",
                "p50 (ms)");
        for (int sandboxes : effort.sizes()) {
            bed.sandboxes(sandboxes);
            try (ServerProcess collector = bed.collector(Confines.NONE)) {
                Duration known = TestBed.await(
                        System.nanoTime(), () -> measured(collector) == CONTAINERS_PER_SANDBOX * sandboxes);
                Duration before = collector.figures().cpu();
                TimeUnit.SECONDS.sleep(ASKING_SECONDS);
                Duration asking = collector.figures().cpu().minus(before);
                Load.Figures figures = new Load(CADVISOR, true, 1, TestBed.PAUSE).run(collector, effort.rounds());
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
}
