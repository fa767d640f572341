package io.katacontainers.monitor.collector.shim;

/** Memory that bodies may take. Asked before each allocation for a body. */
@FunctionalInterface
public interface BodyBudget {
    /** Takes {@code bytes} more; false, and nothing taken, where there is no room. */
    boolean reserve(int bytes);
}
