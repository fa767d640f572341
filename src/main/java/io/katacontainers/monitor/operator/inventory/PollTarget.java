package io.katacontainers.monitor.operator.inventory;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One node that is asked for one KataMonitor. Guarded by the {@link ReportPoller}. */
final class PollTarget {
    final String monitor;
    final String node;
    Collector collector;

    @Nullable
    String etag;

    int misses;

    /** Whether the listener wants an answer soon. */
    boolean hurry;

    /** The poll that is scheduled or under way; absent while the collector cannot be asked. */
    @Nullable
    Future<?> pending;

    PollTarget(String monitor, String node, Collector collector) {
        this.monitor = monitor;
        this.node = node;
        this.collector = collector;
    }
}
