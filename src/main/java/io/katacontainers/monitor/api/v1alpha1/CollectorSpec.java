package io.katacontainers.monitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.apps.DaemonSetUpdateStrategy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The collector DaemonSet. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CollectorSpec(
        @Size(min = 1, max = 512)
        @JsonPropertyDescription("Image of the collector. Default: the image of the operator itself.")
        @Nullable
        String image,

        @Default("{\"katacontainers.io/kata-runtime\": \"true\"}")
        @JsonPropertyDescription("Labels of the nodes that get a collector.")
        @Nullable
        Map<String, String> nodeSelector,

        @Size(max = 64) @JsonPropertyDescription("Taints that the collector tolerates.") @Nullable
        List<Toleration> tolerations,

        @JsonPropertyDescription("Affinity of the collector pods.") @Nullable
        Affinity affinity,

        @JsonPropertyDescription("Requests and limits of the collector container. Default: 200m CPU and 300Mi memory.")
        @Nullable
        ResourceRequirements resources,

        @Size(max = 253) @JsonPropertyDescription("PriorityClass of the collector pods.") @Nullable
        String priorityClassName,

        @JsonPropertyDescription("How collectors are replaced. Default: RollingUpdate, 10 % at a time.") @Nullable
        DaemonSetUpdateStrategy updateStrategy,

        @Size(max = 16)
        @JsonPropertyDescription("Secrets of the collector's namespace to pull its image with.")
        @Nullable
        List<LocalObjectReference> imagePullSecrets,

        @Default("info") @JsonPropertyDescription("Least severe level that is logged.") @Nullable
        LogLevel logLevel,

        @Default("Auto")
        @Size(max = 256)
        @ValidationRule(
                value = "self == 'Auto' || self.matches('^(/run|/var/snap)(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$')",
                message =
                        "runtimeEndpoint must be Auto or the absolute path of a socket under /run or /var/snap, without '..'")
        @JsonPropertyDescription(
                "Socket of the container runtime on the node. Auto derives it from what the selected nodes report.")
        @Nullable
        String runtimeEndpoint,

        @Default("[\"go:/run/vc/sbs\", \"rust:/run/kata\"]")
        @Size(min = 1, max = 8)
        @ValidationRule(
                value = "self.all(d, d.matches('^((go|rust):)?(/run|/var/snap)(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$'))",
                message =
                        "each of sandboxDirectories must be an absolute path under /run or /var/snap without '..', with an optional prefix go: or rust:")
        @JsonPropertyDescription("Directories in which shims keep one directory per sandbox.")
        @Nullable
        List<String> sandboxDirectories,

        @Default("false")
        @JsonPropertyDescription(
                "Ask shims for metrics although one such request may abort the shim and end the pod (kata-containers issue 13708).")
        @Nullable
        Boolean allowUnsafeShimMetrics) {}
