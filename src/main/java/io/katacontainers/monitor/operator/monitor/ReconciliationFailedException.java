package io.katacontainers.monitor.operator.monitor;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes JOSDK try again, later and later. It comes after the status was written and has no stack trace: the cause is the API
 * server's answer, not a line of code.
 */
final class ReconciliationFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReconciliationFailedException(List<Degradation> failures) {
        super(failures.stream().map(Degradation::message).collect(Collectors.joining("; ")), null, false, false);
    }
}
