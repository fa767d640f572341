package io.katacontainers.monitor.operator.event;

/** The reasons of a KataMonitor's conditions and of all events. Users and their scripts rely on the names. */
public enum Reason {
    /** Ready: every selected node runs a ready collector. */
    CollectorsReady,
    /** Not ready: a collector is missing or not ready. */
    CollectorsNotReady,
    /** Not ready: there is nothing to monitor, as no node is selected. Most often a label is missing. */
    NoNodesSelected,
    /** Not ready, progressing: collectors are made or replaced. */
    RollingOut,
    /** Progress has ended: all collectors are as wanted. */
    RolledOut,
    /** Not degraded. */
    AsExpected,
    /** Degraded: the spec cannot be carried out; the API server would have refused it had it known the rules. */
    InvalidSpec,
    /** Degraded: a dependent object could not be read, written or deleted. */
    DependentsFailed,
    /** Degraded: a PodMonitor is asked for always, in a cluster that does not know the kind. */
    PodMonitorKindMissing,
    /** Degraded: the selected nodes have different container runtimes. */
    MixedRuntimes,
    /** Degraded: an older KataMonitor selects some of the nodes too. */
    OverlappingNodes,
    /** Degraded: collectors are ready but none answers the operator. */
    CollectorsUnreachable,
    /** Degraded: the API server refuses to store KataSandboxMetrics. */
    WritesRefused,
    /** Event: all KataSandboxMetrics of a deleted KataMonitor are gone. */
    SandboxObjectsDeleted,
    /** Event on a Pod: the kernel of its guest killed one of its containers, or a part of it, for lack of memory. */
    GuestOOMKilled
}
