package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.runtime.StatsCall;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import io.katacontainers.monitor.collector.stats.SandboxStatistics;
import io.katacontainers.monitor.collector.stats.StatisticsSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Statistics as a test sets them. */
final class FakeStatistics implements StatisticsSource {
    private final Map<SandboxId, SandboxStatistics> known = new ConcurrentHashMap<>();
    private final AtomicInteger touches = new AtomicInteger();
    private volatile List<StatsCall> calls = List.of();

    FakeStatistics with(String id, SandboxStatistics statistics) {
        known.put(new SandboxId(id), statistics);
        return this;
    }

    void calls(StatsCall... calls) {
        this.calls = List.of(calls);
    }

    /** Times that somebody told that it reads. */
    int touches() {
        return touches.get();
    }

    @Override
    public SandboxStatistics of(SandboxId id) {
        return known.getOrDefault(id, SandboxStatistics.NONE);
    }

    @Override
    public void touch() {
        touches.incrementAndGet();
    }

    @Override
    public List<StatsCall> calls() {
        return calls;
    }

    @Override
    public void onChange(Runnable listener) {
        // No test listens.
    }
}
