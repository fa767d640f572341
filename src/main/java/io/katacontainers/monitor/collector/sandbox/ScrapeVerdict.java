package io.katacontainers.monitor.collector.sandbox;

/** Whether a shim may be asked for metrics. */
public sealed interface ScrapeVerdict {
    /** The shim may be asked. */
    record Allowed() implements ScrapeVerdict {}

    /**
     * A request could end the pod.
     *
     * @param reason lower case with underscores, such as {@code runtime_rs_qemu}
     */
    record Denied(String reason) implements ScrapeVerdict {}

    /**
     * A request made the shim spin; it is left alone until its socket is a new one.
     *
     * @param reason lower case with underscores
     */
    record Quarantined(String reason) implements ScrapeVerdict {}
}
