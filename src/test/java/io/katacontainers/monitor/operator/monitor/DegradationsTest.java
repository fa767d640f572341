package io.katacontainers.monitor.operator.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import io.katacontainers.monitor.api.v1alpha1.CollectorSpec;
import io.katacontainers.monitor.api.v1alpha1.PodMonitorMode;
import io.katacontainers.monitor.api.v1alpha1.ScrapingSpec;
import io.katacontainers.monitor.operator.event.Reason;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DegradationsTest {
    private static KubernetesClientException answer(int code, String message) {
        return new KubernetesClientException(
                new StatusBuilder().withCode(code).withMessage(message).build());
    }

    @ParameterizedTest
    @CsvSource({
        "403, DependentsFailed, right of the operator",
        "422, InvalidSpec, the API server refuses",
        "400, InvalidSpec, the API server refuses",
        "500, DependentsFailed, the API server answers 500",
    })
    void tellsWhatTheApiServerAnsweredAndWhatItMeans(int code, Reason reason, String meaning) {
        Degradation found = Degradations.of(new OperatorException(answer(code, "cannot patch daemonsets.apps")));

        assertThat(found.reason()).isEqualTo(reason);
        assertThat(found.message()).contains(meaning).contains("cannot patch daemonsets.apps");
    }

    @Test
    void tellsTheSameCauseOnce() {
        assertThat(Degradations.of(List.of(answer(500, "etcd"), answer(500, "etcd"), answer(500, "a"))))
                .extracting(Degradation::message)
                .containsExactly("the API server answers 500: a", "the API server answers 500: etcd");
    }

    @Test
    void tellsAnApiServerThatDoesNotAnswerFromABug() {
        var silent = new KubernetesClientException("An error has occurred.", new IOException("connection refused"));

        assertThat(Degradations.of(silent).message()).isEqualTo("the API server does not answer");
        assertThat(Degradations.of(new IllegalStateException("secret")).message())
                .isEqualTo("unexpected IllegalStateException; the operator's log tells more");
    }

    @Test
    void missesThePodMonitorKindOnlyWhereItIsAskedForAlways() {
        assertThat(podMonitor(PodMonitorMode.Always))
                .extracting(Degradation::reason)
                .containsExactly(Reason.PodMonitorKindMissing);
        assertThat(podMonitor(PodMonitorMode.Auto)).isEmpty();
        assertThat(podMonitor(PodMonitorMode.Never)).isEmpty();
    }

    private static List<Degradation> podMonitor(PodMonitorMode mode) {
        var monitor = Fixtures.monitor(
                "kata", 0, Fixtures.spec(new ScrapingSpec(mode, null, null, null, null, null, null, null)));
        return Degradations.of(
                monitor, MonitorPlan.of(monitor, Fixtures.ENVIRONMENT, NodeOwnership.Claim.NOTHING, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc", "/run", "/run/../etc", "/var/snap/../lib", "run/kata", "/run/a b", "go:/etc/x"})
    void refusesPathsThatAreNotForSandboxes(String path) {
        assertThat(violations("Auto", List.of("/run/kata", path)))
                .extracting(Degradation::reason)
                .containsExactly(Reason.InvalidSpec);
        assertThat(violations(path, null)).hasSize(1);
    }

    @Test
    void wantsAnImage() {
        var settings =
                CollectorSettings.of(Fixtures.monitor("kata", 0), new OperatorEnvironment(Fixtures.NAMESPACE, ""));

        assertThat(SpecValidation.violations(settings))
                .extracting(Degradation::message)
                .containsExactly("no image is known: set spec.collector.image");
    }

    private static List<Degradation> violations(String endpoint, @Nullable List<String> directories) {
        var spec = new CollectorSpec(null, null, null, null, null, null, null, null, null, endpoint, directories, null);
        return SpecValidation.violations(
                CollectorSettings.of(Fixtures.monitor("kata", 0, Fixtures.spec(spec)), Fixtures.ENVIRONMENT));
    }
}
