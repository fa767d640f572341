package io.katacontainers.monitor.sim.apiserver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** The latest requests with their outcome, in the order of their answers. */
public final class Audit {
    private static final int LIMIT = 200_000;

    private final Deque<AuditEntry> entries = new ArrayDeque<>();

    Audit() {}

    synchronized void record(AuditEntry entry) {
        entries.addLast(entry);
        if (entries.size() > LIMIT) {
            entries.removeFirst();
        }
    }

    /** All entries. */
    public synchronized List<AuditEntry> entries() {
        return new ArrayList<>(entries);
    }

    /** Some entries. */
    public List<AuditEntry> entries(Predicate<AuditEntry> filter) {
        return entries().stream().filter(filter).toList();
    }

    /** Writes to a resource, successful or not; reviews and Leases are found under their own names only. */
    public List<AuditEntry> writes(String resource) {
        return entries(
                entry -> entry.call().isWrite() && entry.call().resource().equals(resource));
    }

    /** Successful writes that changed nothing. */
    public List<AuditEntry> noOpWrites() {
        return entries(entry -> entry.call().isWrite()
                && entry.status() < 300
                && !entry.changed()
                && !entry.call().resource().endsWith("reviews"));
    }

    /** Requests that RBAC denied. */
    public List<AuditEntry> denied() {
        return entries(entry -> entry.status() == 403);
    }

    /** All entries, which are then forgotten: to be called often where there are many. */
    public synchronized List<AuditEntry> drain() {
        List<AuditEntry> drained = new ArrayList<>(entries);
        entries.clear();
        return drained;
    }

    /** Forgets everything. */
    public synchronized void clear() {
        entries.clear();
    }
}
