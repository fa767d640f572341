package io.katacontainers.monitor.operator.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.katacontainers.monitor.operator.monitor.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class EventRecorderTest {
    private static final String NAMESPACE = "shop";

    @SuppressWarnings("NullAway.Init") // set by the extension
    KubernetesMockServer server;

    @SuppressWarnings("NullAway.Init") // set by the extension
    KubernetesClient client;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T12:00:00.5Z"));
    private final ConfigMap monitor = new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName("kata")
            .withUid("uid-of-kata")
            .endMetadata()
            .build();

    @SuppressWarnings("NullAway.Init") // set before each test
    private EventRecorder recorder;

    @BeforeEach
    void makeRecorder() {
        recorder = new EventRecorder(client, clock, "operator-0");
    }

    private List<Event> events() {
        return client.v1().events().inNamespace(NAMESPACE).list().getItems();
    }

    @Test
    void countsWhatHappensAgainInTheEventThatIsThere() {
        recorder.record(monitor, Occurrence.Type.Warning, Reason.OverlappingNodes, "another one");
        clock.pass(Duration.ofMinutes(1));
        recorder.record(monitor, Occurrence.Type.Warning, Reason.OverlappingNodes, "another one");

        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.getCount()).isEqualTo(2);
            assertThat(event.getFirstTimestamp()).isEqualTo("2026-01-01T12:00:00Z");
            assertThat(event.getLastTimestamp()).isEqualTo("2026-01-01T12:01:00Z");
            assertThat(event.getInvolvedObject().getUid()).isEqualTo("uid-of-kata");
            assertThat(event.getReportingInstance()).isEqualTo("operator-0");
        });
    }

    @Test
    void tellsDifferentThingsInDifferentEvents() {
        recorder.record(monitor, Occurrence.Type.Normal, Reason.CollectorsReady, "ready");
        recorder.record(monitor, Occurrence.Type.Warning, Reason.CollectorsNotReady, "not ready");
        assertThat(events()).hasSize(2);
    }

    @Test
    void neverFails() {
        server.expect()
                .post()
                .withPath("/api/v1/namespaces/" + NAMESPACE + "/events")
                .andReturn(403, "")
                .once();
        recorder.record(monitor, Occurrence.Type.Normal, Reason.CollectorsReady, "ready");
        assertThat(events()).isEmpty();
    }
}
