package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import java.util.Objects;

/**
 * How far the DaemonSet controller has come.
 *
 * @param desired nodes that should run a collector
 * @param ready nodes whose collector is ready
 * @param upToDate whether every collector is of the wanted form, and the controller has seen that form
 */
record Rollout(int desired, int ready, boolean upToDate) {
    static Rollout of(DaemonSet daemonSet) {
        DaemonSetStatus status = daemonSet.getStatus() == null ? new DaemonSetStatus() : daemonSet.getStatus();
        int desired = number(status.getDesiredNumberScheduled());
        Long observed = status.getObservedGeneration();
        Long generation = daemonSet.getMetadata().getGeneration();
        boolean seen = generation == null || (observed != null && observed >= generation);
        // With OnDelete it is up to the user when collectors are replaced.
        boolean updated = number(status.getUpdatedNumberScheduled()) >= desired
                || (daemonSet.getSpec().getUpdateStrategy() != null
                        && "OnDelete"
                                .equals(daemonSet.getSpec().getUpdateStrategy().getType()));
        return new Rollout(desired, number(status.getNumberReady()), seen && updated);
    }

    boolean complete() {
        return upToDate && ready >= desired;
    }

    private static int number(Integer count) {
        return Objects.requireNonNullElse(count, 0);
    }
}
