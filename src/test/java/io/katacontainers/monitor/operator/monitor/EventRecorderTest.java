package io.katacontainers.monitor.operator.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class EventRecorderTest {
    @SuppressWarnings("NullAway.Init") // set by the extension
    KubernetesMockServer server;

    @SuppressWarnings("NullAway.Init") // set by the extension
    KubernetesClient client;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T12:00:00.5Z"));
    private final KataMonitor monitor = Fixtures.monitor("kata", 0);

    @SuppressWarnings("NullAway.Init") // set before each test
    private EventRecorder recorder;

    @BeforeEach
    void makeRecorder() {
        recorder = new EventRecorder(client, clock, "operator-0");
    }

    private List<Event> events() {
        return client.v1().events().inNamespace(Fixtures.NAMESPACE).list().getItems();
    }

    @Test
    void countsWhatHappensAgainInTheEventThatIsThere() {
        recorder.record(monitor, EventRecorder.Type.Warning, Reason.OverlappingNodes, "another one");
        clock.pass(Duration.ofMinutes(1));
        recorder.record(monitor, EventRecorder.Type.Warning, Reason.OverlappingNodes, "another one");

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
        recorder.record(monitor, EventRecorder.Type.Normal, Reason.CollectorsReady, "ready");
        recorder.record(monitor, EventRecorder.Type.Warning, Reason.CollectorsNotReady, "not ready");
        assertThat(events()).hasSize(2);
    }

    @Test
    void neverFails() {
        server.expect()
                .post()
                .withPath("/api/v1/namespaces/" + Fixtures.NAMESPACE + "/events")
                .andReturn(403, "")
                .once();
        recorder.record(monitor, EventRecorder.Type.Normal, Reason.CollectorsReady, "ready");
        assertThat(events()).isEmpty();
    }
}
