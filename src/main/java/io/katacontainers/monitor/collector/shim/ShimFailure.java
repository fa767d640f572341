package io.katacontainers.monitor.collector.shim;

/** Why a request to a shim gave nothing. */
public enum ShimFailure {
    /** No socket there. */
    NO_SOCKET("no_socket"),
    /** Nobody listens. */
    REFUSED("refused"),
    /** Not complete by the deadline. */
    TIMEOUT("timeout"),
    /** Closed by the shim before the answer was complete. */
    TRUNCATED("truncated"),
    /** Not HTTP, or HTTP that does not tell its own length. */
    FRAMING("framing"),
    /** A status other than 200. */
    STATUS("status"),
    /** Headers or body beyond the limit. */
    TOO_LARGE("too_large"),
    /** A body without one valid family. */
    MALFORMED("malformed"),
    /** Not asked: it failed lately and its pause is not over. */
    BACK_OFF("back_off"),
    /** Not asked: an earlier request is still under way. */
    BUSY("busy");

    private final String label;

    ShimFailure(String label) {
        this.label = label;
    }

    /** Value of the label {@code reason}. */
    public String label() {
        return label;
    }
}
