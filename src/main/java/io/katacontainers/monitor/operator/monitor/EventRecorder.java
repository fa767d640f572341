package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records Events on KataMonitors. What happens again is counted in the Event that is there. An Event that cannot be written is
 * logged and forgotten: it must never hold up the work that it tells of.
 */
public final class EventRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final String COMPONENT = "kata-monitor-operator";
    private static final int HASH_LENGTH = 16;

    private final KubernetesClient client;
    private final Clock clock;
    private final String instance;

    /** How an Event is shown. */
    public enum Type {
        Normal,
        Warning
    }

    /**
     * Makes a recorder.
     *
     * @param instance who reports, such as the name of the operator's pod
     */
    public EventRecorder(KubernetesClient client, Clock clock, String instance) {
        this.client = client;
        this.clock = clock;
        this.instance = instance;
    }

    /** Records that something happened to a KataMonitor just now. */
    public void record(KataMonitor monitor, Type type, Reason reason, String message) {
        String name = "%s.%s"
                .formatted(
                        DependentNames.dependent(monitor),
                        DependentNames.hash(String.join(
                                        "\n", monitor.getMetadata().getUid(), type.name(), reason.name(), message))
                                .substring(0, HASH_LENGTH));
        Resource<Event> resource = client.v1()
                .events()
                .inNamespace(monitor.getMetadata().getNamespace())
                .withName(name);
        try {
            Event before = resource.get();
            if (before == null) {
                client.resource(event(monitor, name, type, reason, message)).create();
            } else {
                resource.patch(new EventBuilder(before)
                        .withCount(Objects.requireNonNullElse(before.getCount(), 1) + 1)
                        .withLastTimestamp(now())
                        .build());
            }
        } catch (KubernetesClientException e) {
            LOG.warn(
                    "KataMonitor {}: event {} ({}) could not be recorded: {}",
                    monitor.getMetadata().getName(),
                    reason,
                    message,
                    e.getMessage());
        }
    }

    private Event event(KataMonitor monitor, String name, Type type, Reason reason, String message) {
        String now = now();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(monitor.getMetadata().getNamespace())
                .withName(name)
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(monitor.getApiVersion())
                .withKind(monitor.getKind())
                .withNamespace(monitor.getMetadata().getNamespace())
                .withName(monitor.getMetadata().getName())
                .withUid(monitor.getMetadata().getUid())
                .withResourceVersion(monitor.getMetadata().getResourceVersion())
                .endInvolvedObject()
                .withType(type.name())
                .withReason(reason.name())
                .withMessage(message)
                .withCount(1)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withNewSource()
                .withComponent(COMPONENT)
                .endSource()
                .withReportingComponent(COMPONENT)
                .withReportingInstance(instance)
                .build();
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
