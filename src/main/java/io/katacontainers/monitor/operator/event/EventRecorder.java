package io.katacontainers.monitor.operator.event;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Clock;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records Events at once. What happens again is counted in the Event that is there. An Event that cannot be written is logged and
 * forgotten: it must never hold up the work that it tells of.
 */
public final class EventRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

    private final KubernetesClient client;
    private final Clock clock;
    private final EventComposer composer;

    /**
     * Makes a recorder.
     *
     * @param instance who reports, such as the name of the operator's pod
     */
    public EventRecorder(KubernetesClient client, Clock clock, String instance) {
        this.client = client;
        this.clock = clock;
        this.composer = new EventComposer(instance);
    }

    /** Records that something happened to an object just now. */
    public void record(HasMetadata about, Occurrence.Type type, Reason reason, String message) {
        Occurrence occurrence = new Occurrence(Occurrence.to(about), null, type, reason, message);
        String name = EventComposer.name(occurrence.about(), type.name(), reason.name(), message);
        Resource<Event> resource = client.v1()
                .events()
                .inNamespace(about.getMetadata().getNamespace())
                .withName(name);
        try {
            Event before = resource.get();
            if (before == null) {
                client.resource(composer.compose(name, occurrence, 1, clock.instant(), clock.instant()))
                        .create();
            } else {
                resource.patch(new EventBuilder(before)
                        .withCount(Objects.requireNonNullElse(before.getCount(), 1) + 1)
                        .withLastTimestamp(EventComposer.timestamp(clock.instant()))
                        .build());
            }
        } catch (KubernetesClientException e) {
            LOG.warn(
                    "{} {}: event {} ({}) could not be recorded: {}",
                    about.getKind(),
                    about.getMetadata().getName(),
                    reason,
                    message,
                    e.getMessage());
        }
    }
}
