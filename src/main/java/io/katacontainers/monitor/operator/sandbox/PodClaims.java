package io.katacontainers.monitor.operator.sandbox;

import io.fabric8.kubernetes.api.model.Pod;
import io.katacontainers.monitor.report.PodReport;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a node says of its pods. A node may speak only of pods that the API server has bound to it: one that was taken
 * over cannot write into other pods' objects.
 */
final class PodClaims {
    /** What the kubelet sets on a static pod's mirror: the UID that the runtime knows the pod by. */
    private static final String CONFIG_HASH = "kubernetes.io/config.hash";

    private static final String CONFIG_MIRROR = "kubernetes.io/config.mirror";

    /** The verdict. */
    sealed interface Verdict {
        /** {@code uid} is the pod's at the API server. */
        record Holds(String uid) implements Verdict {}

        /** {@code reason} is a metric label. */
        record Rejected(String reason) implements Verdict {}
    }

    private PodClaims() {}

    static Verdict judge(PodReport claim, String node, @Nullable Pod pod) {
        if (pod == null) {
            return new Verdict.Rejected("no_pod");
        }
        if (pod.getSpec() == null || !node.equals(pod.getSpec().getNodeName())) {
            return new Verdict.Rejected("other_node");
        }
        String uid = pod.getMetadata().getUid();
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        boolean mirror = annotations != null
                && (claim.uid().equals(annotations.get(CONFIG_HASH))
                        || claim.uid().equals(annotations.get(CONFIG_MIRROR)));
        return uid.equals(claim.uid()) || mirror ? new Verdict.Holds(uid) : new Verdict.Rejected("other_uid");
    }
}
