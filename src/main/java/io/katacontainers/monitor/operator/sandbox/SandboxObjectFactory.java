package io.katacontainers.monitor.operator.sandbox;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.katacontainers.monitor.api.v1alpha1.ApiGroup;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsSpec;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetricsStatus;
import io.katacontainers.monitor.api.v1alpha1.PodReference;
import io.katacontainers.monitor.operator.inventory.MonitorConfig;
import io.katacontainers.monitor.report.PodReport;
import io.katacontainers.monitor.report.SandboxReport;
import org.jspecify.annotations.Nullable;

/** Makes the object of a sandbox as it is created. */
final class SandboxObjectFactory {
    static final String MONITOR_UID_LABEL = ApiGroup.GROUP + "/monitor-uid";
    static final String NODE_LABEL = ApiGroup.GROUP + "/node";
    static final String POD_UID_LABEL = ApiGroup.GROUP + "/pod-uid";
    static final String SANDBOX_ID_LABEL = ApiGroup.GROUP + "/sandbox-id";

    private SandboxObjectFactory() {}

    /** The pod's namespace, or the KataMonitor's where there is no pod. */
    static String namespace(SandboxReport report, MonitorConfig monitor) {
        PodReport pod = report.pod();
        return pod == null ? monitor.namespace() : pod.namespace();
    }

    static String name(SandboxReport report) {
        PodReport pod = report.pod();
        return pod == null ? SandboxNames.withoutPod(report.id()) : SandboxNames.ofPod(pod.name(), report.id());
    }

    /**
     * The whole object.
     *
     * @param podUid UID at the API server, present exactly where the report names a pod
     */
    static KataSandboxMetrics create(
            MonitorConfig monitor,
            String node,
            SandboxReport report,
            @Nullable String podUid,
            KataSandboxMetricsStatus status) {
        ObjectMeta meta = new ObjectMetaBuilder()
                .withNamespace(namespace(report, monitor))
                .withName(name(report))
                .addToLabels(MONITOR_UID_LABEL, SandboxNames.label(monitor.uid()))
                .addToLabels(NODE_LABEL, SandboxNames.label(node))
                .addToLabels(SANDBOX_ID_LABEL, SandboxNames.label(report.id()))
                .build();
        PodReference reference = null;
        PodReport pod = report.pod();
        if (pod != null && podUid != null) {
            reference = new PodReference(pod.namespace(), pod.name(), podUid);
            meta.getLabels().put(POD_UID_LABEL, SandboxNames.label(podUid));
            meta.getOwnerReferences()
                    .add(new OwnerReferenceBuilder()
                            .withApiVersion("v1")
                            .withKind("Pod")
                            .withName(pod.name())
                            .withUid(podUid)
                            .withController(false)
                            .withBlockOwnerDeletion(false)
                            .build());
        }
        KataSandboxMetrics object = new KataSandboxMetrics();
        object.setMetadata(meta);
        object.setSpec(new KataSandboxMetricsSpec(node, report.id(), reference, report.runtimeHandler()));
        object.setStatus(status);
        return object;
    }
}
