package io.katacontainers.monitor.operator.inventory;

/** A body that is no report the operator can read. The message is one line and repeats nothing of the body. */
final class BadReportException extends Exception {
    private static final long serialVersionUID = 1;

    BadReportException(String message) {
        super(message);
    }
}
