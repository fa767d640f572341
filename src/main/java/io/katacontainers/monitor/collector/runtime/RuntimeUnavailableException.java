package io.katacontainers.monitor.collector.runtime;

/** The container runtime gave no usable answer; the message says why in one line. */
final class RuntimeUnavailableException extends Exception {
    RuntimeUnavailableException(String message) {
        super(OneLine.of(message, 256));
    }
}
