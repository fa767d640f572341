package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** All measurements of the collector on one JDK. */
final class CollectorBench {
    private static final List<Integer> LIMITED_SIZES = List.of(100, TestBed.MOST);
    private static final Duration SETTLE = Duration.ofSeconds(3);

    /** On a fifth of a core. */
    private static final Duration LIMITED_SETTLE = Duration.ofSeconds(15);

    private final TestBed bed;
    private final Effort effort;
    private final Report report;
    private final StartCosts start;
    private final ColdCosts cold;
    private final WarmCosts warm;

    CollectorBench(TestBed bed, Effort effort, Report report) {
        this.bed = bed;
        this.effort = effort;
        this.report = report;
        this.start = new StartCosts(bed, effort, report);
        this.cold = new ColdCosts(bed, report);
        this.warm = new WarmCosts(bed, effort, report);
    }

    /** Prints all of it; returns what there is to plot. */
    BenchPlot run() throws IOException, InterruptedException {
        report.line("");
        report.line("### JDK %s", bed.jdk().version());
        long idle = start.idle(Confines.NONE);
        start.appear(Confines.NONE);
        cold.measure(effort.coldSizes(), List.of(1, 4), SETTLE, Confines.NONE);
        List<WarmCosts.Cost> costs = warm();
        MemoryCosts.Peaks peaks = new MemoryCosts(bed, effort, report).measure();
        new AllocationCosts(bed, effort, report).measure();
        new ContainerCosts(bed, effort, report).measure();
        report.line("");
        report.line("#### JDK %s within %s", bed.jdk().version(), CgroupLimits.TEXT);
        try {
            limited();
        } catch (IOException e) {
            report.line("");
            report.line("Not measured or not survived: %s.", e);
        }
        return BenchPlot.of(costs, List.of(idle, peaks.hundred(), peaks.most(), peaks.mostByFour()));
    }

    private List<WarmCosts.Cost> warm() throws IOException, InterruptedException {
        List<WarmCosts.Row> rows = effort.sizes().stream()
                .flatMap(sandboxes -> Stream.of(1, 4).map(scrapers -> new WarmCosts.Row(sandboxes, scrapers)))
                .toList();
        try (ServerProcess collector = bed.collector(Confines.NONE)) {
            return warm.measure(collector, rows, effort.rounds(), Confines.NONE);
        }
    }

    private void limited() throws IOException, InterruptedException {
        try (CgroupLimits own = new CgroupLimits("collector");
                CgroupLimits baseline = new CgroupLimits("baseline")) {
            Confines confines = Confines.of(own, baseline);
            start.idle(confines);
            start.appear(confines);
            cold.measure(
                    LIMITED_SIZES.stream().filter(effort.coldSizes()::contains).toList(),
                    List.of(1),
                    LIMITED_SETTLE,
                    confines);
        }
        List<WarmCosts.Row> rows = List.of(
                new WarmCosts.Row(100, 1),
                new WarmCosts.Row(100, 2),
                new WarmCosts.Row(100, 4),
                new WarmCosts.Row(TestBed.MOST, 1),
                new WarmCosts.Row(TestBed.MOST, 2));
        try (CgroupLimits own = new CgroupLimits("collector");
                CgroupLimits baseline = new CgroupLimits("baseline");
                ServerProcess collector = bed.collector(Confines.of(own, baseline))) {
            warm.measure(collector, rows, effort.limitedRounds(), Confines.of(own, baseline));
            report.table("after all these warm scrapes", "figure");
            report.row("peak resident (MB)", collector.figures().peakMb());
            report.row("peak of the cgroup, page cache included (MB)", own.peakMb());
            report.row("killed for its memory", own.killed() ? "yes" : "no");
        }
    }
}
