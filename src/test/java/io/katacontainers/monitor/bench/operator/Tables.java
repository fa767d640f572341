package io.katacontainers.monitor.bench.operator;

import io.katacontainers.monitor.bench.Report;
import java.util.ArrayList;
import java.util.List;

/** The rows of all scenarios, table by table. Each row is said on standard error when it is known. */
final class Tables {
    private final List<Object[]> starts = new ArrayList<>();
    private final List<Object[]> costs = new ArrayList<>();
    private final List<Object[]> writes = new ArrayList<>();
    private final List<Object[]> delays = new ArrayList<>();

    void start(Object... cells) {
        add(starts, cells);
    }

    void cost(Object... cells) {
        add(costs, cells);
    }

    void writes(Object... cells) {
        add(writes, cells);
    }

    void delay(Object... cells) {
        add(delays, cells);
    }

    private static void add(List<Object[]> table, Object[] row) {
        System.err.println(List.of(row));
        table.add(row);
    }

    void printTo(Report report) {
        report.table(
                "start",
                "nodes",
                "until all collectors have answered (s)",
                "until the first change is written (s)",
                "CPU until then (s)",
                "writes of objects that are right already");
        starts.forEach(report::row);
        report.table(
                "running",
                "writes/s allowed",
                "CPU (cores)",
                "live heap (MB)",
                "live heap, bytes per sandbox",
                "peak resident (MB)",
                "threads",
                "changed reports/s",
                "unchanged reports/s",
                "missed reports/s",
                "load average");
        costs.forEach(report::row);
        report.table(
                "writes",
                "writes/s allowed",
                "changes/s that want one",
                "writes/s",
                "most in a second",
                "most above the rate",
                "may be saved up",
                "created/s",
                "state/s",
                "figures/s",
                "deleted/s",
                "answered 404, 409/s",
                "interval in status");
        writes.forEach(report::row);
        report.table(
                "from a change to its write",
                "writes/s allowed",
                "nodes",
                "what",
                "changes",
                "not written yet",
                "p50 (s)",
                "p99 (s)",
                "max (s)");
        delays.forEach(report::row);
    }
}
