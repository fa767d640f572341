package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the cluster knows PodMonitors, by API discovery, which everybody may ask; to read definitions of kinds would take one
 * more cluster-wide right.
 */
final class PodMonitorKind {
    private static final Logger LOG = LoggerFactory.getLogger(PodMonitorKind.class);
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final Clock clock;
    private Instant askAgain = Instant.MIN;
    private boolean exists;

    PodMonitorKind(Clock clock) {
        this.clock = clock;
    }

    /** The last answer is kept while the API server gives none: collectors matter more than their PodMonitor. */
    synchronized boolean exists(KubernetesClient client) {
        if (clock.instant().isBefore(askAgain)) {
            return exists;
        }
        try {
            exists = client.supports(PodMonitor.class);
        } catch (KubernetesClientException e) {
            LOG.warn("Cannot find out whether the cluster knows PodMonitors: {}", e.getMessage());
        }
        askAgain = clock.instant().plus(FRESH);
        return exists;
    }
}
