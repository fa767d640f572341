package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.report.AgentReport;
import io.katacontainers.monitor.report.SandboxReport;
import io.katacontainers.monitor.report.ScrapeReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node as one KataMonitor knows it. Confined to the {@link PublishingPlan}. */
final class NodeState {
    final MonitorState monitor;
    final String name;
    final Map<String, SandboxEntry> entries = new LinkedHashMap<>();

    /** Monotonic milliseconds; the start of leadership where none came yet. */
    long lastAnswer;

    boolean answered;
    boolean hasCollector;
    boolean lastComplete;

    /** Whether two intervals passed without an answer. */
    boolean silent;

    int total;
    int unreachable;
    int denied;
    int quarantined;

    NodeState(MonitorState monitor, String name, long now) {
        this.monitor = monitor;
        this.name = name;
        this.lastAnswer = now;
    }

    void count(List<SandboxReport> sandboxes) {
        total = sandboxes.size();
        unreachable = 0;
        denied = 0;
        quarantined = 0;
        for (SandboxReport sandbox : sandboxes) {
            if (sandbox.agent().reachable() == AgentReport.Reachable.NO) {
                unreachable++;
            }
            if (sandbox.scrape().policy() == ScrapeReport.Policy.DENIED) {
                denied++;
            } else if (sandbox.scrape().policy() == ScrapeReport.Policy.QUARANTINED) {
                quarantined++;
            }
        }
    }
}
