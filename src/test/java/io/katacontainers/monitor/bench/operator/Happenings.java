package io.katacontainers.monitor.bench.operator;

/**
 * What happens in a fleet, in parts of all its sandboxes a minute.
 *
 * @param churn how many end; as many begin
 * @param states of how many the agent stops or begins to answer
 * @param figures of how many a figure leaves its dead band
 * @param drift of how many a figure moves inside it: a new report, and nothing to write
 */
record Happenings(double churn, double states, double figures, double drift) {
    /** A busy cluster. */
    static final Happenings USUAL = new Happenings(0.05, 0.01, 0.05, 0.2);
}
