package io.katacontainers.monitor.operator.monitor;

import io.katacontainers.monitor.operator.sandbox.PublishingSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a KataMonitor's status is made from.
 *
 * @param rollout null: there is no DaemonSet
 * @param degradations the gravest first
 */
record Observation(
        int selectedNodes, @Nullable Rollout rollout, List<Degradation> degradations, PublishingSummary publishing) {}
