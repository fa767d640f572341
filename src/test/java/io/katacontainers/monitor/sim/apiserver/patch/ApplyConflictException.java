package io.katacontainers.monitor.sim.apiserver.patch;

import java.util.List;

/** A server-side apply that would take fields from other managers. */
public final class ApplyConflictException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Conflict> conflicts;

    ApplyConflictException(List<Conflict> conflicts) {
        super(describe(conflicts));
        this.conflicts = List.copyOf(conflicts);
    }

    private static String describe(List<Conflict> conflicts) {
        if (conflicts.size() == 1) {
            Conflict only = conflicts.get(0);
            return "Apply failed with 1 conflict: " + only.message() + ": " + only.field();
        }
        StringBuilder text = new StringBuilder("Apply failed with " + conflicts.size() + " conflicts:");
        conflicts.forEach(conflict ->
                text.append("\n- ").append(conflict.message()).append(": ").append(conflict.field()));
        return text.toString();
    }

    /** The fields in dispute. */
    public List<Conflict> conflicts() {
        return conflicts;
    }

    /**
     * A field in dispute.
     *
     * @param field such as {@code .spec.replicas}
     * @param message who owns it
     */
    public record Conflict(String field, String message) {}
}
