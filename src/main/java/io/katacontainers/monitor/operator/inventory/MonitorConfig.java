package io.katacontainers.monitor.operator.inventory;

import io.katacontainers.monitor.api.v1alpha1.SandboxMetricsMode;
import java.time.Duration;
import java.util.Set;

/**
 * What polling and publishing need to know of a KataMonitor.
 *
 * @param namespace of the KataMonitor, which is the operator's
 * @param name of the KataMonitor as its collectors carry it in a label: shortened where it is too long for one
 * @param uid of the KataMonitor; its objects carry it as a label
 * @param interval least time between two writes of an object for its figures; half the time after which a silent collector's
 *     objects are stale
 * @param mode what the objects carry
 * @param maxWritesPerSecond writes to the API server for this KataMonitor
 * @param ownedNodes existing nodes that this KataMonitor selects and no older one does; collectors elsewhere are not asked, and
 *     objects of nodes that left this set are deleted once their collector has been silent for two intervals
 */
public record MonitorConfig(
        String namespace,
        String name,
        String uid,
        Duration interval,
        SandboxMetricsMode mode,
        int maxWritesPerSecond,
        Set<String> ownedNodes) {

    public MonitorConfig {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval must be positive, not " + interval);
        }
        if (maxWritesPerSecond < 1) {
            throw new IllegalArgumentException("maxWritesPerSecond must be at least 1, not " + maxWritesPerSecond);
        }
        ownedNodes = Set.copyOf(ownedNodes);
    }
}
