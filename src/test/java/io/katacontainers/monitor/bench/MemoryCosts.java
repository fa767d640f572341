package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.util.List;

/** Peaks of resident memory. Each of a process of its own, as what one has once taken it mostly keeps. */
final class MemoryCosts {
    private final TestBed bed;
    private final Effort effort;
    private final Report report;

    MemoryCosts(TestBed bed, Effort effort, Report report) {
        this.bed = bed;
        this.effort = effort;
        this.report = report;
    }

    /** Prints and returns the peaks, in MB of 10⁶ bytes. */
    Peaks measure() throws IOException, InterruptedException {
        report.table(
                "memory: " + effort.peakRounds() + " scrapes, plain and gzip by turns, a new collector for each row",
                "scrapers",
                "peak resident (MB)",
                "resident at the end (MB)",
                "of it anonymous (MB)");
        return new Peaks(peak(100, 1), peak(TestBed.MOST, 1), peak(TestBed.MOST, 4));
    }

    /**
     * In MB of 10⁶ bytes.
     *
     * @param hundred of 100 sandboxes
     * @param most of 500 sandboxes
     * @param mostByFour of 500 sandboxes and four scrapers
     */
    record Peaks(long hundred, long most, long mostByFour) {}

    private long peak(int sandboxes, int scrapers) throws IOException, InterruptedException {
        bed.sandboxes(sandboxes);
        try (ServerProcess collector = bed.collector(Confines.NONE)) {
            TestBed.awaitLabels(collector, sandboxes);
            for (int i = 0; i < effort.peakRounds(); i += 2) {
                for (boolean gzip : List.of(false, true)) {
                    new Load(TestBed.METRICS, gzip, scrapers, TestBed.PAUSE).run(collector, 1);
                }
            }
            ProcessFigures figures = collector.figures();
            long peak = figures.peakMb();
            report.row(sandboxes + " sandboxes", scrapers, peak, figures.residentMb(), figures.anonymousMb());
            return peak;
        }
    }
}
