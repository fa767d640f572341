package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.operator.inventory.MonitorConfig;
import io.katacontainers.monitor.operator.sandbox.PublishingSummary;
import io.katacontainers.monitor.operator.sandbox.SandboxPublisher;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Tells the publisher of each KataMonitor what its spec asks for. */
public final class MonitorPublishing implements SandboxPublishing {
    private final SandboxPublisher publisher;
    private final Map<String, ResourceID> names = new ConcurrentHashMap<>();

    /** @param publisher is started with the first KataMonitor, which only a leader configures, and closed with this */
    public MonitorPublishing(SandboxPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void configure(KataMonitor monitor, Set<String> ownedNodes) {
        names.put(monitor.getMetadata().getUid(), ResourceID.fromResource(monitor));
        publisher.start();
        publisher.configure(config(monitor, ownedNodes));
    }

    @Override
    public PublishingSummary summary(String monitorUid) {
        return publisher.summary(monitorUid).orElse(PublishingSummary.NONE);
    }

    @Override
    public boolean remove(KataMonitor monitor) {
        boolean done = publisher.deleteAll(config(monitor, Set.of()));
        if (done) {
            names.remove(monitor.getMetadata().getUid());
        }
        return done;
    }

    @Override
    public void onSummaryChange(Consumer<ResourceID> listener) {
        publisher.onSummaryChange(uid -> {
            ResourceID name = names.get(uid);
            if (name != null) {
                listener.accept(name);
            }
        });
    }

    @Override
    public void close() {
        publisher.close();
    }

    private static MonitorConfig config(KataMonitor monitor, Set<String> ownedNodes) {
        ObjectMeta metadata = monitor.getMetadata();
        SandboxMetricsSettings settings = SandboxMetricsSettings.of(monitor);
        return new MonitorConfig(
                metadata.getNamespace(),
                DependentNames.labelValue(monitor),
                metadata.getUid(),
                settings.interval(),
                settings.mode(),
                settings.maxWritesPerSecond(),
                ownedNodes);
    }
}
