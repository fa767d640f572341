package io.katacontainers.monitor.operator.monitor;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.operator.sandbox.PublishingSummary;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Polls collectors and publishes their sandboxes as KataSandboxMetrics. All methods return without waiting for collectors, may be
 * called from several threads, and are called by the leader only: nothing may be polled or written before the first {@link
 * #configure}.
 */
public interface SandboxPublishing extends AutoCloseable {
    /**
     * Begins, or goes on, to publish for a KataMonitor. Idempotent: called on each reconciliation.
     *
     * @param ownedNodes names of the nodes whose collectors count; those of others are ignored
     */
    void configure(KataMonitor monitor, Set<String> ownedNodes);

    /**
     * What is known about the sandboxes of a KataMonitor.
     *
     * @param monitorUid UID of the KataMonitor; for an unknown one the answer is {@link PublishingSummary#NONE}
     */
    PublishingSummary summary(String monitorUid);

    /**
     * Deletes all KataSandboxMetrics of a KataMonitor and forgets it.
     *
     * @return false: not finished, call again in a few seconds
     */
    boolean remove(KataMonitor monitor);

    /** Calls the listener with the KataMonitor's name and namespace whenever its summary has changed. */
    void onSummaryChange(Consumer<ResourceID> listener);

    /** Ends polling and writing for good; waits a little for what is under way. */
    @Override
    void close();
}
