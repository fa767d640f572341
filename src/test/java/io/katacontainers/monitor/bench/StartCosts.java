package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** From the start of a collector until it is of use, and what it takes while nobody asks it. */
final class StartCosts {
    private final TestBed bed;
    private final Effort effort;
    private final Report report;

    StartCosts(TestBed bed, Effort effort, Report report) {
        this.bed = bed;
        this.effort = effort;
        this.report = report;
    }

    /** Without a sandbox; returns the resident memory in MB of 10⁶ bytes. */
    long idle(Confines confines) throws IOException, InterruptedException {
        bed.sandboxes(0);
        List<Duration> ready = new ArrayList<>();
        for (int i = 1; i < effort.starts(); i++) {
            try (ServerProcess collector = bed.collector(confines)) {
                ready.add(collector.readyAfter());
            }
        }
        try (ServerProcess collector = bed.collector(confines)) {
            ready.add(collector.readyAfter());
            ready.sort(null);
            Duration startCpu = collector.figures().cpu();
            TimeUnit.SECONDS.sleep(effort.idleSeconds());
            Duration idleCpu = collector.figures().cpu().minus(startCpu);
            long resident = collector.figures().residentMb();
            report.table("start and idle, no sandbox", "figure");
            report.row("process start to first HTTP answer, median (ms)", ready.get(ready.size() / 2));
            report.row("CPU until then (ms)", startCpu);
            report.row("CPU per second of idling (ms)", idleCpu.dividedBy(effort.idleSeconds()));
            report.row("resident after " + effort.idleSeconds() + " s (MB)", resident);
            report.row(
                    "of it anonymous, which cannot be dropped (MB)",
                    collector.figures().anonymousMb());
            return resident;
        }
    }

    /** Many sandboxes at once. */
    void appear(Confines confines) throws IOException, InterruptedException {
        bed.sandboxes(0);
        try (ServerProcess collector = bed.collector(confines)) {
            TimeUnit.SECONDS.sleep(1);
            Duration made = bed.sandboxes(TestBed.MOST);
            long start = System.nanoTime();
            Duration listed = TestBed.await(start, () -> TestBed.listed(collector) == TestBed.MOST);
            Duration labelled = TestBed.await(start, () -> labelled(collector) == TestBed.MOST);
            report.table(TestBed.MOST + " sandboxes at once, cold collector", "ms");
            report.row("made within", made);
            report.row("from the last one made until all are listed", listed);
            report.row("from the last one made until all have their pods", labelled);
        }
    }

    private static int labelled(ServerProcess collector) throws IOException, InterruptedException {
        return collector.client().text("/api/v1/sandboxes").split("\"podKnowledge\":\"KNOWN\"", -1).length - 1;
    }
}
