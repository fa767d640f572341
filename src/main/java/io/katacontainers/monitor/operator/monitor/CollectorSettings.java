package io.katacontainers.monitor.operator.monitor;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetUpdateStrategy;
import io.fabric8.kubernetes.api.model.apps.DaemonSetUpdateStrategyBuilder;
import io.katacontainers.monitor.api.v1alpha1.CollectorSpec;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.LogLevel;
import io.katacontainers.monitor.api.v1alpha1.SecuritySpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code spec.collector} and {@code spec.security} with every default filled in. The API server fills in the same ones, but only
 * for fields whose parents are there and only where its definition of the kind is as new as this code.
 *
 * @param image empty: neither the spec nor the operator names one
 * @param runtimeEndpoint {@value #AUTO} or a path
 */
record CollectorSettings(
        String image,
        Map<String, String> nodeSelector,
        List<Toleration> tolerations,
        @Nullable Affinity affinity,
        ResourceRequirements resources,
        @Nullable String priorityClassName,
        DaemonSetUpdateStrategy updateStrategy,
        List<LocalObjectReference> imagePullSecrets,
        LogLevel logLevel,
        String runtimeEndpoint,
        List<String> sandboxDirectories,
        boolean allowUnsafeShimMetrics,
        @Nullable SELinuxOptions seLinuxOptions,
        @Nullable AppArmorProfile appArmorProfile) {

    static final String AUTO = "Auto";
    private static final Map<String, String> NODE_SELECTOR = Map.of("katacontainers.io/kata-runtime", "true");
    private static final List<String> SANDBOX_DIRECTORIES = List.of("go:/run/vc/sbs", "rust:/run/kata");

    static CollectorSettings of(KataMonitor monitor, OperatorEnvironment environment) {
        var spec = monitor.getSpec();
        CollectorSpec collector = spec == null || spec.collector() == null ? EMPTY : spec.collector();
        SecuritySpec security = spec == null || spec.security() == null ? UNCONFINED : spec.security();
        return new CollectorSettings(
                requireNonNullElse(collector.image(), environment.image()),
                requireNonNullElse(collector.nodeSelector(), NODE_SELECTOR),
                requireNonNullElse(collector.tolerations(), List.<Toleration>of()).stream()
                        .map(CollectorSettings::stored)
                        .toList(),
                collector.affinity(),
                requireNonNullElse(collector.resources(), defaultResources()),
                collector.priorityClassName(),
                requireNonNullElse(collector.updateStrategy(), defaultUpdateStrategy()),
                requireNonNullElse(collector.imagePullSecrets(), List.of()),
                requireNonNullElse(collector.logLevel(), LogLevel.info),
                requireNonNullElse(collector.runtimeEndpoint(), AUTO),
                requireNonNullElse(collector.sandboxDirectories(), SANDBOX_DIRECTORIES),
                requireNonNullElse(collector.allowUnsafeShimMetrics(), false),
                security.seLinuxOptions(),
                security.appArmorProfile());
    }

    private static final CollectorSpec EMPTY =
            new CollectorSpec(null, null, null, null, null, null, null, null, null, null, null, null);
    private static final SecuritySpec UNCONFINED = new SecuritySpec(null, null);

    /** A toleration as the API server stores it: without empty strings. */
    private static Toleration stored(Toleration toleration) {
        return new TolerationBuilder(toleration)
                .withKey(nullIfEmpty(toleration.getKey()))
                .withOperator(nullIfEmpty(toleration.getOperator()))
                .withValue(nullIfEmpty(toleration.getValue()))
                .withEffect(nullIfEmpty(toleration.getEffect()))
                .build();
    }

    private static @Nullable String nullIfEmpty(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static ResourceRequirements defaultResources() {
        Map<String, Quantity> amounts = Map.of("cpu", new Quantity("200m"), "memory", new Quantity("300Mi"));
        return new ResourceRequirementsBuilder()
                .withRequests(amounts)
                .withLimits(amounts)
                .build();
    }

    private static DaemonSetUpdateStrategy defaultUpdateStrategy() {
        return new DaemonSetUpdateStrategyBuilder()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxUnavailable(new IntOrString("10%"))
                .endRollingUpdate()
                .build();
    }
}
