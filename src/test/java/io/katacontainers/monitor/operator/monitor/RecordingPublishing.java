package io.katacontainers.monitor.operator.monitor;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.operator.sandbox.PublishingSummary;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Remembers what it is told and answers what it is given. */
public final class RecordingPublishing implements SandboxPublishing {
    final Map<String, Set<String>> ownedNodes = new ConcurrentHashMap<>();
    final AtomicInteger reconciliations = new AtomicInteger();
    final AtomicInteger removals = new AtomicInteger();
    volatile int removalsThatAreNotFinished;
    private volatile PublishingSummary summary = PublishingSummary.NONE;
    private volatile Consumer<ResourceID> listener = id -> {};

    @Override
    public void configure(KataMonitor monitor, Set<String> nodes) {
        ownedNodes.put(monitor.getMetadata().getName(), Set.copyOf(nodes));
        reconciliations.incrementAndGet();
    }

    @Override
    public PublishingSummary summary(String monitorUid) {
        return summary;
    }

    @Override
    public boolean remove(KataMonitor monitor) {
        return removals.incrementAndGet() > removalsThatAreNotFinished;
    }

    @Override
    public void onSummaryChange(Consumer<ResourceID> newListener) {
        listener = newListener;
    }

    @Override
    public void close() {
        // nothing runs
    }

    /** Lets a summary change. */
    void publish(String monitor, PublishingSummary newSummary) {
        summary = newSummary;
        again(monitor);
    }

    /** Asks for a reconciliation. */
    void again(String monitor) {
        listener.accept(new ResourceID(monitor, Fixtures.NAMESPACE));
    }
}
