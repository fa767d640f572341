package io.katacontainers.monitor.operator.inventory;

import io.katacontainers.monitor.report.NodeReport;

/**
 * Told what collectors answer. The node is always that of the pod that was asked, never what a report claims. Called from
 * several threads, at most once at a time for one node; a slow listener slows polling down.
 */
public interface ReportListener {
    /**
     * A new report, already checked and normalised.
     *
     * @return whether the next answer is wanted soon, even if nothing changes
     */
    boolean onReport(MonitorConfig monitor, String node, NodeReport report);

    /**
     * The collector answered that its last report still holds.
     *
     * @return whether the next answer is wanted soon, even if nothing changes
     */
    boolean onUnchanged(MonitorConfig monitor, String node);

    /** The collector did not answer, or not with a report. */
    void onMissed(MonitorConfig monitor, String node);

    /** A collector pod is there, ready or not. */
    void onCollector(MonitorConfig monitor, String node);

    /** The node has no collector pod any more, or its reports are not wanted any more. */
    void onCollectorGone(MonitorConfig monitor, String node);
}
