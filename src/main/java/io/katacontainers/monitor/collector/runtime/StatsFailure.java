package io.katacontainers.monitor.collector.runtime;

/** Statistics could not be had. */
public final class StatsFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** Why. */
    public enum Kind {
        /** The sandbox gave no answer within the deadline. */
        TIMEOUT,
        /** The runtime is not there, or has no call that gives them. */
        RUNTIME,
        /** The runtime answered with an error, or with something that cannot be read. */
        ANSWER
    }

    /** @param message one line */
    public StatsFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** Why. */
    public Kind kind() {
        return kind;
    }
}
