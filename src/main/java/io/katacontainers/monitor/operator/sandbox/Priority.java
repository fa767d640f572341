package io.katacontainers.monitor.operator.sandbox;

/** What goes first. */
enum Priority {
    /** Creations, deletions and everything discrete. */
    STATE,
    FIGURES
}
