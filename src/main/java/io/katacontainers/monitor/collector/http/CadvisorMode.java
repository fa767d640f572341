package io.katacontainers.monitor.collector.http;

import java.util.Arrays;
import java.util.Locale;

/** What {@code /metrics/cadvisor} serves. */
public enum CadvisorMode {
    /** Containers; the network of pods only where the runtime is not containerd, beside which the kubelet serves it already. */
    AUTO,
    /** Containers and the network of pods. */
    ON,
    /** Nothing. */
    OFF;

    /**
     * Reads the flag.
     *
     * @throws IllegalArgumentException where there is no such mode
     */
    public static CadvisorMode parse(String text) {
        return Arrays.stream(values())
                .filter(mode -> mode.word().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is none of auto, on, off"));
    }

    /** As the flag has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
