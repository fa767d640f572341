package io.katacontainers.monitor.operator.sandbox;

import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a write went. */
sealed interface WriteOutcome {
    /** The object is there as asked, or was there already and is about the same sandbox. */
    record Created(KataSandboxMetrics object) implements WriteOutcome {}

    record Patched(String resourceVersion) implements WriteOutcome {}

    /** The Event is there. */
    record Recorded() implements WriteOutcome {}

    record Deleted() implements WriteOutcome {}

    /** There is no such object. */
    record Missing() implements WriteOutcome {}

    /** Somebody else wrote the object, which is now this. */
    record Conflict(@Nullable KataSandboxMetrics current) implements WriteOutcome {}

    /** No write was made: the claim does not hold. {@code reason} is a metric label. */
    record ClaimRejected(String reason) implements WriteOutcome {}

    /** The API server asks to wait. */
    record Throttled(Duration retryAfter) implements WriteOutcome {}

    /** The API server refuses such a write now and will again. {@code message} is one line. */
    record Refused(int code, String message) implements WriteOutcome {}

    /** It is not known whether the write was made. {@code message} is one line. */
    record Failed(String message) implements WriteOutcome {}
}
