package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.PodMonitorMode;
import io.katacontainers.monitor.operator.event.Reason;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** Finds what is not as it should be. */
final class Degradations {
    private static final int UNPROCESSABLE = 422;

    private Degradations() {}

    /** What the plan itself shows. */
    static List<Degradation> of(KataMonitor monitor, MonitorPlan plan) {
        List<Degradation> found = new ArrayList<>();
        if (ScrapingSettings.of(monitor).podMonitor() == PodMonitorMode.Always && !plan.podMonitorKindExists()) {
            found.add(
                    new Degradation(
                            Reason.PodMonitorKindMissing,
                            "the cluster does not know the kind PodMonitor: install the Prometheus Operator or set spec.scraping.podMonitor to Auto"));
        }
        if (!plan.runtimeEndpoint().others().isEmpty()) {
            found.add(new Degradation(
                    Reason.MixedRuntimes,
                    "the selected nodes have different container runtimes: collectors use %s as most nodes do, others have %s; use one KataMonitor for each"
                            .formatted(
                                    plan.runtimeEndpoint().path(),
                                    String.join(", ", plan.runtimeEndpoint().others()))));
        }
        if (!plan.nodes().lost().isEmpty()) {
            found.add(new Degradation(
                    Reason.OverlappingNodes,
                    "older KataMonitor %s serves some of the selected nodes, such as %s: collectors of this one do not count there; narrow spec.collector.nodeSelector"
                            .formatted(
                                    String.join(
                                            ", ",
                                            new TreeSet<>(plan.nodes().lost().values())),
                                    plan.nodes().lost().firstKey())));
        }
        return found;
    }

    /** Why objects could not be read or written: one line for each different cause. */
    static List<Degradation> of(Collection<? extends Throwable> failures) {
        return failures.stream()
                .map(Degradations::of)
                .distinct()
                .sorted((a, b) -> a.message().compareTo(b.message()))
                .toList();
    }

    /** What a failure means to the user. */
    static Degradation of(Throwable failure) {
        Throwable cause = causeOf(failure);
        if (!(cause instanceof KubernetesClientException refused)) {
            return new Degradation(
                    Reason.DependentsFailed,
                    "unexpected %s; the operator's log tells more"
                            .formatted(cause.getClass().getSimpleName()));
        }
        if (refused.getCode() <= 0) {
            return new Degradation(Reason.DependentsFailed, "the API server does not answer");
        }
        String answer = refused.getStatus() == null
                ? Objects.requireNonNullElse(refused.getMessage(), "no answer")
                : Objects.requireNonNullElse(refused.getStatus().getMessage(), "no message");
        return switch (refused.getCode()) {
            case HttpURLConnection.HTTP_FORBIDDEN ->
                new Degradation(Reason.DependentsFailed, "a right of the operator or a quota is missing: " + answer);
            case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
                new Degradation(Reason.InvalidSpec, "the API server refuses what the spec asks for: " + answer);
            default ->
                new Degradation(
                        Reason.DependentsFailed, "the API server answers %d: %s".formatted(refused.getCode(), answer));
        };
    }

    /** Whether a failure is no answer, or lack of one, of the API server: then it is a bug. */
    static boolean isUnexpected(Throwable failure) {
        return !(causeOf(failure) instanceof KubernetesClientException);
    }

    private static Throwable causeOf(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof KubernetesClientException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
