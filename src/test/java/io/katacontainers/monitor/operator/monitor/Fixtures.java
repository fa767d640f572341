package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.katacontainers.monitor.api.v1alpha1.CollectorSpec;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.api.v1alpha1.KataMonitorSpec;
import io.katacontainers.monitor.api.v1alpha1.ScrapingSpec;
import java.util.Map;

/** KataMonitors and nodes that tests of this package share. */
final class Fixtures {
    static final String NAMESPACE = "kata-monitor-system";
    static final OperatorEnvironment ENVIRONMENT = new OperatorEnvironment(NAMESPACE, "example.org/kata-monitor:1");
    static final Map<String, String> KATA = Map.of("katacontainers.io/kata-runtime", "true");

    private Fixtures() {}

    /** One with an empty spec, created at the given minute. */
    static KataMonitor monitor(String name, int minute) {
        return monitor(name, minute, new KataMonitorSpec(null, null, null, null));
    }

    static KataMonitor monitor(String name, int minute, KataMonitorSpec spec) {
        KataMonitor monitor = new KataMonitor();
        monitor.setMetadata(new ObjectMetaBuilder()
                .withNamespace(NAMESPACE)
                .withName(name)
                .withUid("uid-of-" + name)
                .withGeneration(1L)
                .withCreationTimestamp("2026-01-01T00:%02d:00Z".formatted(minute))
                .build());
        monitor.setSpec(spec);
        return monitor;
    }

    static KataMonitorSpec spec(CollectorSpec collector) {
        return new KataMonitorSpec(collector, null, null, null);
    }

    static KataMonitorSpec spec(ScrapingSpec scraping) {
        return new KataMonitorSpec(null, scraping, null, null);
    }

    static CollectorSpec selecting(Map<String, String> nodeSelector) {
        return new CollectorSpec(null, nodeSelector, null, null, null, null, null, null, null, null, null, null);
    }

    static Node node(String name, Map<String, String> labels) {
        return node(name, labels, "containerd://2.1.4", "v1.34.1");
    }

    static Node node(String name, Map<String, String> labels, String runtimeVersion, String kubeletVersion) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewStatus()
                .withNewNodeInfo()
                .withContainerRuntimeVersion(runtimeVersion)
                .withKubeletVersion(kubeletVersion)
                .endNodeInfo()
                .endStatus()
                .build();
    }

    static NodeFacts facts(String name, Map<String, String> labels) {
        return NodeFacts.of(node(name, labels));
    }
}
