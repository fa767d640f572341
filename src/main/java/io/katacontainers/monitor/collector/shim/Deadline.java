package io.katacontainers.monitor.collector.shim;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The end of a request's time, judged by a monotonic clock. */
final class Deadline {
    private final LongSupplier nanoTime;
    private final long atNanos;

    Deadline(Duration timeout, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.atNanos = nanoTime.getAsLong() + timeout.toNanos();
    }

    /** What is left, at least 1: to the kernel a timeout of 0 means forever. */
    int remainingMillis() throws SocketTimeoutException {
        long nanos = atNanos - nanoTime.getAsLong();
        if (nanos <= 0) {
            throw new SocketTimeoutException("deadline passed");
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }
}
