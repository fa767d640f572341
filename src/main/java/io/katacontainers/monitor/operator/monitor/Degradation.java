package io.katacontainers.monitor.operator.monitor;

import io.katacontainers.monitor.operator.event.Reason;

/** One thing that is not as it should be: what, and what to do about it. */
record Degradation(Reason reason, String message) {}
