package io.katacontainers.monitor.operator.sandbox;

/** What goes first. */
enum Priority {
    /** News of a sandbox: everything discrete that its object shows. */
    STATE,
    /** Objects that come or go, and those that become stale or heal with their node: many at a time, and none tells of one sandbox. */
    PRESENCE,
    FIGURES
}
