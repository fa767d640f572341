package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Scrapes of a collector that has been scraped for a while, beside a baseline that has, too. */
final class WarmCosts {
    private static final int WARM_UP_SANDBOXES = 100;

    /** The least number of payloads that the baseline is measured over, as CPU is exact to 10 ms alone. */
    private static final int BASELINE_PAYLOADS = 2000;

    /** Scrapes of fewer take about as long as CPU is exact to: more of them are measured. */
    private static final int MANY = 100;

    private static final int MORE_ROUNDS_OF_FEW = 4;

    private final TestBed bed;
    private final Effort effort;
    private final Report report;

    WarmCosts(TestBed bed, Effort effort, Report report) {
        this.bed = bed;
        this.effort = effort;
        this.report = report;
    }

    /**
     * What to measure.
     *
     * @param scrapers at once
     */
    record Row(int sandboxes, int scrapers) {}

    /** What was measured: CPU per answer. */
    record Cost(Row row, boolean gzip, Duration cpu, Duration baseline) {}

    /** All rows with one collector, in this order. */
    List<Cost> measure(ServerProcess collector, List<Row> rows, int rounds, Confines confines)
            throws IOException, InterruptedException {
        bed.sandboxes(WARM_UP_SANDBOXES);
        TestBed.awaitLabels(collector, WARM_UP_SANDBOXES);
        new Load(TestBed.METRICS, true, 1, TestBed.PAUSE).run(collector, effort.warmUps() / 2);
        new Load(TestBed.METRICS, false, 1, TestBed.PAUSE).run(collector, effort.warmUps() / 2);
        report.table(
                "warm",
                "scrapers",
                "bytes per answer",
                "CPU per answer (ms)",
                "p50 (ms)",
                "max (ms)",
                "baseline CPU (ms)",
                "baseline p50 (ms)",
                "CPU ratio",
                "p50 ratio",
                "load average");
        List<Cost> costs = new ArrayList<>();
        for (Row row : rows) {
            Path page = bed.page(row.sandboxes());
            TestBed.awaitLabels(collector, row.sandboxes());
            TimeUnit.NANOSECONDS.sleep(TestBed.PAUSE.toNanos());
            int scrapes = row.sandboxes() < MANY ? MORE_ROUNDS_OF_FEW * rounds : rounds;
            try (ServerProcess baseline = bed.baseline(page, confines)) {
                for (boolean gzip : List.of(false, true)) {
                    Load.Figures figures =
                            new Load(TestBed.METRICS, gzip, row.scrapers(), TestBed.PAUSE).run(collector, scrapes);
                    Load least = Load.ofBaseline(gzip);
                    least.run(baseline, Math.max(2, rounds));
                    costs.add(print(
                            row,
                            gzip,
                            figures,
                            least.run(baseline, Math.max(rounds, BASELINE_PAYLOADS / row.sandboxes()))));
                }
            }
        }
        return costs;
    }

    private Cost print(Row row, boolean gzip, Load.Figures figures, Load.Figures least) throws IOException {
        report.row(
                row.sandboxes() + (gzip ? ", gzip" : ", plain"),
                row.scrapers(),
                figures.bytes(),
                figures.cpu(),
                figures.p50(),
                figures.max(),
                least.cpu(),
                least.p50(),
                Report.ratio(figures.cpu(), least.cpu()),
                Report.ratio(figures.p50(), least.p50()),
                Report.load());
        return new Cost(row, gzip, figures.cpu(), least.cpu());
    }
}
