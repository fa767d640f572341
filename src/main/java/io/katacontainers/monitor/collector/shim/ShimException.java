package io.katacontainers.monitor.collector.shim;

import java.nio.charset.StandardCharsets;

/** A request to a shim that gave nothing. The message is one line that repeats nothing of the answer and shows no path. */
public final class ShimException extends Exception {
    private final ShimFailure failure;
    private final int status;
    private final String excerpt;

    /** A failure without an answer. */
    public ShimException(ShimFailure failure, String message) {
        super(message);
        this.failure = failure;
        this.status = 0;
        this.excerpt = "";
    }

    /** A failure whose cause is worth keeping. */
    public ShimException(ShimFailure failure, String message, Throwable cause) {
        super(message, cause);
        this.failure = failure;
        this.status = 0;
        this.excerpt = "";
    }

    ShimException(int status, byte[] body, int length) {
        super("the shim answered with status " + status);
        this.failure = ShimFailure.STATUS;
        this.status = status;
        this.excerpt = new String(body, 0, length, StandardCharsets.UTF_8);
    }

    /** Why. */
    public ShimFailure failure() {
        return failure;
    }

    /** HTTP status of the answer; 0 unless the failure is {@link ShimFailure#STATUS}. */
    public int status() {
        return status;
    }

    /** Start of the answer's body, at most 512 bytes, unescaped; empty unless the failure is {@link ShimFailure#STATUS}. */
    public String excerpt() {
        return excerpt;
    }
}
