package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bytes of heap that scrapes allocate, asked of the JVM itself: by a collector of its own, as to ask loads classes. */
final class AllocationCosts {
    private static final List<Integer> SCRAPERS = List.of(1, 4);

    private final TestBed bed;
    private final Effort effort;
    private final Report report;

    AllocationCosts(TestBed bed, Effort effort, Report report) {
        this.bed = bed;
        this.effort = effort;
        this.report = report;
    }

    void measure() throws IOException, InterruptedException {
        if (bed.jdk().release() < AllocationCounter.OLDEST_JDK) {
            report.line("");
            report.line(
                    "What scrapes allocate only JDK %d and newer tell of all threads together.",
                    AllocationCounter.OLDEST_JDK);
            return;
        }
        report.table(
                "allocated per answer, warm (kB)",
                "plain, 1 scraper",
                "gzip, 1 scraper",
                "plain, 4 scrapers",
                "gzip, 4 scrapers");
        bed.sandboxes(0);
        try (ServerProcess collector = bed.collector(Confines.NONE);
                AllocationCounter counter = new AllocationCounter(collector.pid())) {
            for (int sandboxes : effort.sizes()) {
                bed.sandboxes(sandboxes);
                TestBed.awaitLabels(collector, sandboxes);
                List<Object> row = new ArrayList<>(List.of(sandboxes + " sandboxes"));
                for (int scrapers : SCRAPERS) {
                    for (boolean gzip : List.of(false, true)) {
                        Load load = new Load(TestBed.METRICS, gzip, scrapers, TestBed.PAUSE);
                        load.run(collector, 2);
                        long before = counter.bytes();
                        load.run(collector, effort.rounds());
                        double perAnswer = (double) (counter.bytes() - before) / (effort.rounds() * scrapers);
                        row.add(String.format(Locale.ROOT, "%.0f", perAnswer / 1e3));
                    }
                }
                report.row(row.toArray());
            }
        }
    }
}
