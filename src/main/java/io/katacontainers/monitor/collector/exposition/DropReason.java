package io.katacontainers.monitor.collector.exposition;

/** Why series of a shim are not relayed. */
public enum DropReason {
    /** The series carries a label that only the collector or Prometheus may set. */
    RESERVED_LABEL("reserved_label"),
    /** The family has a name that only the collector may use. */
    RESERVED_NAME("reserved_name"),
    /** A line of the family is not valid text format, or stands outside the family's group. */
    BAD_LINE("bad_line"),
    /** The family holds a series, or its HELP, twice. */
    DUPLICATE("duplicate"),
    /** The family has another TYPE than is known for it or than most sandboxes state, states it twice or too late, or its name clashes with a histogram's or summary's. */
    TYPE_CONFLICT("type_conflict"),
    /** A line of the family is beyond a limit, or the payload holds too many unknown histograms. */
    LIMIT("limit");

    private final String label;

    DropReason(String label) {
        this.label = label;
    }

    /** Value of the label {@code reason}. */
    public String label() {
        return label;
    }
}
