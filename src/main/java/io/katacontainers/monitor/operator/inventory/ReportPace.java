package io.katacontainers.monitor.operator.inventory;

/**
 * How long to leave a node alone whose report has just changed: a second, and the longer the more reports change in all, so that
 * taking them in does not grow without limit. What changes meanwhile comes with the next report. Not thread-safe.
 */
final class ReportPace {
    static final long SHORTEST_MILLIS = 1_000;
    static final long LONGEST_MILLIS = 4_000;

    /** Changed reports a second that cost too little to be put off. */
    private static final double EASY = 600;

    private static final double MILLIS_PER_REPORT_ABOVE = 5;
    private static final double MEMORY_NANOS = 5e9;

    private double recent;
    private long at;

    /** @param now monotonic ns, as are those of {@link #changed} */
    ReportPace(long now) {
        this.at = now;
    }

    /** Takes in that a report has changed; returns after how many milliseconds that node is to be asked again. */
    long changed(long now) {
        recent = recent * Math.exp((at - now) / MEMORY_NANOS) + 1;
        at = now;
        double perSecond = recent / (MEMORY_NANOS / 1e9);
        double gap = SHORTEST_MILLIS + MILLIS_PER_REPORT_ABOVE * (perSecond - EASY);
        return Math.round(Math.max(SHORTEST_MILLIS, Math.min(LONGEST_MILLIS, gap)));
    }
}
