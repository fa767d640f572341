package io.katacontainers.monitor.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The first scrapes of a collector, beside the first ones of a baseline. A process of its own for each row. */
final class ColdCosts {
    private static final int SCRAPES = 5;

    private final TestBed bed;
    private final Report report;

    /**
     * Of one row.
     *
     * @param settle for how long to wait for pods, as to look for them would warm the code
     */
    private record Setting(int sandboxes, boolean gzip, int scrapers, Duration settle, Confines confines) {}

    ColdCosts(TestBed bed, Report report) {
        this.bed = bed;
        this.report = report;
    }

    void measure(List<Integer> sizes, List<Integer> scrapers, Duration settle, Confines confines)
            throws IOException, InterruptedException {
        report.table(
                "cold: CPU / latency per answer (ms)",
                "scrapers",
                "1st",
                "2nd",
                "3rd",
                "4th",
                "5th",
                "baseline, 1st",
                "baseline, 5th",
                "ratios, 1st",
                "ratios, 5th");
        for (int sandboxes : sizes) {
            for (boolean gzip : List.of(false, true)) {
                for (int several : scrapers) {
                    row(new Setting(sandboxes, gzip, several, settle, confines));
                }
            }
        }
    }

    private void row(Setting setting) throws IOException, InterruptedException {
        Path page = bed.page(setting.sandboxes());
        List<Load.Figures> figures = new ArrayList<>();
        try (ServerProcess collector = bed.collector(setting.confines())) {
            TestBed.await(System.nanoTime(), () -> TestBed.listed(collector) == setting.sandboxes());
            TimeUnit.NANOSECONDS.sleep(setting.settle().toNanos());
            Load load = new Load(TestBed.METRICS, setting.gzip(), setting.scrapers(), TestBed.PAUSE);
            for (int i = 0; i < SCRAPES; i++) {
                figures.add(load.run(collector, 1));
            }
        }
        List<Load.Figures> least = new ArrayList<>();
        try (ServerProcess baseline = bed.baseline(page, setting.confines())) {
            for (int i = 0; i < SCRAPES; i++) {
                least.add(Load.ofBaseline(setting.gzip()).run(baseline, 1));
            }
        }
        List<Object> row = new ArrayList<>();
        row.add(setting.sandboxes() + (setting.gzip() ? ", gzip" : ", plain"));
        row.add(setting.scrapers());
        figures.forEach(each -> row.add(both(each)));
        row.add(both(least.get(0)));
        row.add(both(least.get(SCRAPES - 1)));
        row.add(ratios(figures.get(0), least.get(0)));
        row.add(ratios(figures.get(SCRAPES - 1), least.get(SCRAPES - 1)));
        report.row(row.toArray());
    }

    private static String both(Load.Figures figures) {
        return Report.millis(figures.cpu()) + " / " + Report.millis(figures.p50());
    }

    private static String ratios(Load.Figures figures, Load.Figures least) {
        return Report.ratio(figures.cpu(), least.cpu()) + " / " + Report.ratio(figures.p50(), least.p50());
    }
}
