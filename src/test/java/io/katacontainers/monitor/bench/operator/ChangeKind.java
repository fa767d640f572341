package io.katacontainers.monitor.bench.operator;

/** What may happen to a sandbox that its object has to show. */
enum ChangeKind {
    /** The agent in the guest answers no more, or again. */
    STATE("a state changed"),
    /** A sandbox began: its object is to be there. */
    NEW("a sandbox began"),
    /** A sandbox ended: its object is to be gone. */
    GONE("a sandbox ended"),
    /** A figure left its dead band. */
    FIGURES("a figure moved");

    final String label;

    ChangeKind(String label) {
        this.label = label;
    }
}
