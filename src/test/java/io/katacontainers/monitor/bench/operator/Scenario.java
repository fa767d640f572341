package io.katacontainers.monitor.bench.operator;

import io.katacontainers.monitor.bench.Jdk;
import io.katacontainers.monitor.bench.Report;
import io.katacontainers.monitor.sim.apiserver.AuditEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One size of cluster: the operator starts, then runs with a budget that suffices and with the default. */
final class Scenario {
    private static final int[] BUDGETS = {300, 20};
    private static final int SAVED_SECONDS = 5;
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final String WRITES = "kata_monitor_operator_writes_total";
    private static final String REPORTS = "kata_monitor_operator_reports_total";

    private final Jdk jdk;
    private final int sandboxes;
    private final Duration warmUp;
    private final Duration measured;
    private final Tables tables;
    private final ChangeLog log = new ChangeLog();

    Scenario(Jdk jdk, int sandboxes, Duration warmUp, Duration measured, Tables tables) {
        this.jdk = jdk;
        this.sandboxes = sandboxes;
        this.warmUp = warmUp;
        this.measured = measured;
        this.tables = tables;
    }

    void run() throws IOException, InterruptedException {
        Path kubeconfig = Files.createTempFile("kata-monitor", ".kubeconfig");
        try (SimulatedCluster cluster = new SimulatedCluster(log);
                Fleet fleet = new Fleet(sandboxes, log, cluster)) {
            cluster.fill(fleet.nodes(), BUDGETS[0], true);
            fleet.start();
            cluster.writeKubeconfig(kubeconfig);
            int nodes = fleet.nodes().size();
            try (OperatorUnderTest operator = new OperatorUnderTest(jdk, cluster.namespace(), kubeconfig)) {
                start(cluster, fleet, operator, nodes);
                fleet.happen(Happenings.USUAL);
                for (int budget : BUDGETS) {
                    cluster.allow(budget);
                    measure(cluster, operator, budget);
                }
            }
        } finally {
            Files.delete(kubeconfig);
        }
    }

    /** It writes from when it has read all objects: the first change tells. */
    private void start(SimulatedCluster cluster, Fleet fleet, OperatorUnderTest operator, int nodes)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        fleet.turnOneAgent();
        Duration answered = null;
        while (answered == null || written(start).isEmpty()) {
            if (!operator.alive() || System.nanoTime() - start > START_LIMIT.toNanos()) {
                throw new IOException("not all collectors have been asked: see " + OperatorUnderTest.LOG);
            }
            if (answered == null && operator.metrics().sum(REPORTS, "result=\"changed\"") >= nodes) {
                answered = Duration.ofNanos(System.nanoTime() - start);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        long writes = cluster.requests().stream().filter(Scenario::isWrite).count();
        tables.start(
                sandboxes,
                nodes,
                seconds(answered),
                seconds(written(start).get(0).took()),
                seconds(operator.figures().cpu()),
                writes - 1);
    }

    private List<ChangeLog.Sample> written(long since) {
        return log.between(ChangeKind.STATE, since, System.nanoTime()).stream()
                .filter(ChangeLog.Sample::written)
                .toList();
    }

    private void measure(SimulatedCluster cluster, OperatorUnderTest operator, int budget)
            throws IOException, InterruptedException {
        TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
        cluster.requests().clear();
        Metrics before = operator.metrics();
        Duration cpu = operator.figures().cpu();
        long from = System.nanoTime();
        List<AuditEntry> writes = new ArrayList<>();
        while (System.nanoTime() - from < measured.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(500);
            cluster.requests().stream().filter(Scenario::isWrite).forEach(writes::add);
        }
        long to = System.nanoTime();
        cpu = operator.figures().cpu().minus(cpu);
        Metrics after = operator.metrics();
        String load = Report.load();
        var status = cluster.status();
        TimeUnit.NANOSECONDS.sleep(GRACE.toNanos());
        double seconds = (to - from) / 1e9;
        delays(budget, from, to);
        String interval = status == null ? "" : String.valueOf(status.effectiveInterval());
        writes(budget, writes, before, after, seconds, interval, from, to);
        costs(operator, budget, before, after, cpu, seconds, load);
    }

    private static boolean isWrite(AuditEntry entry) {
        return entry.call().isWrite() && entry.call().resource().equals("katasandboxmetrics");
    }

    private void costs(
            OperatorUnderTest operator,
            int budget,
            Metrics before,
            Metrics after,
            Duration cpu,
            double seconds,
            String load)
            throws IOException, InterruptedException {
        long heap = operator.liveHeap();
        tables.cost(
                sandboxes,
                budget,
                text(cpu.toNanos() / 1e9 / seconds),
                heap / 1_000_000,
                heap / sandboxes,
                operator.figures().peakMb(),
                (int) after.sum("jvm_threads_current", ""),
                text(rate(before, after, "changed", seconds)),
                text(rate(before, after, "unchanged", seconds)),
                text(rate(before, after, "refused", seconds)
                        + rate(before, after, "invalid", seconds)
                        + rate(before, after, "unreachable", seconds)),
                load);
    }

    private static double rate(Metrics before, Metrics after, String result, double seconds) {
        String label = "result=\"" + result + "\"";
        return (after.sum(REPORTS, label) - before.sum(REPORTS, label)) / seconds;
    }

    private void writes(
            int budget,
            List<AuditEntry> writes,
            Metrics before,
            Metrics after,
            double seconds,
            String interval,
            long from,
            long to) {
        WriteBudget held = new WriteBudget(
                writes.stream().map(w -> w.at().toEpochMilli()).sorted().toList());
        long wanted = 0;
        for (ChangeKind kind : ChangeKind.values()) {
            wanted += log.between(kind, from, to).size();
        }
        tables.writes(
                sandboxes,
                budget,
                text(wanted / seconds),
                text(writes.size() / seconds),
                held.mostInOneSecond(),
                held.mostAbove(budget),
                budget * SAVED_SECONDS,
                text(count(writes, w -> w.call().verb().equals("create")) / seconds),
                text(written(before, after, "state") / seconds),
                text(written(before, after, "figures") / seconds),
                text(count(writes, w -> w.call().verb().equals("delete")) / seconds),
                text(count(writes, w -> w.status() == 404 || w.status() == 409) / seconds),
                interval);
    }

    private static double written(Metrics before, Metrics after, String reason) {
        String label = "reason=\"" + reason + "\"";
        return after.sum(WRITES, label) - before.sum(WRITES, label);
    }

    private static double count(List<AuditEntry> writes, Predicate<AuditEntry> which) {
        return writes.stream().filter(which).count();
    }

    private void delays(int budget, long from, long to) {
        for (ChangeKind kind : ChangeKind.values()) {
            List<ChangeLog.Sample> all = log.between(kind, from, to);
            row(budget, "all", kind, all);
            row(
                    budget,
                    "not slow",
                    kind,
                    all.stream().filter(sample -> !sample.slow()).toList());
            row(
                    budget,
                    "slow",
                    kind,
                    all.stream().filter(ChangeLog.Sample::slow).toList());
        }
    }

    private void row(int budget, String nodes, ChangeKind kind, List<ChangeLog.Sample> samples) {
        if (samples.isEmpty()) {
            return;
        }
        tables.delay(
                sandboxes,
                budget,
                nodes,
                kind.label,
                samples.size(),
                samples.stream().filter(sample -> !sample.written()).count(),
                seconds(quantile(samples, 0.5)),
                seconds(quantile(samples, 0.99)),
                seconds(quantile(samples, 1)));
    }

    private static Duration quantile(List<ChangeLog.Sample> sorted, double part) {
        return sorted.get((int) Math.ceil(part * (sorted.size() - 1))).took();
    }

    private static String seconds(Duration duration) {
        return text(duration.toNanos() / 1e9);
    }

    private static String text(double figure) {
        return String.format(Locale.ROOT, figure < 10 ? "%.2f" : "%.0f", figure);
    }
}
