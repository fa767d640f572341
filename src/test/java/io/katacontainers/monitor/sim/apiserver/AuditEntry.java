package io.katacontainers.monitor.sim.apiserver;

import java.time.Instant;

/**
 * One answered request.
 *
 * @param call what was asked
 * @param status HTTP status of the answer
 * @param changed whether it wrote to the store; a successful write without it was a no-op
 * @param at when it was answered
 */
public record AuditEntry(ApiCall call, int status, boolean changed, Instant at) {}
