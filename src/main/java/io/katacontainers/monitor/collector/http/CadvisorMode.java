package io.katacontainers.monitor.collector.http;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code /metrics/cadvisor} serves. */
public enum CadvisorMode {
    /** Containers; the network of pods only where the runtime is not containerd, beside which the kubelet serves it already. */
    AUTO,
    /** Containers and the network of pods. */
    ON,
    /** Nothing. */
    OFF;

    private static final String CONTAINERD = "containerd";

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

    /**
     * Whether the kubelet leaves the network of pods to us.
     *
     * @param runtime as the container runtime names itself; null while nobody knows: twice is worse than late
     */
    public boolean network(@Nullable String runtime) {
        return this == ON || (this == AUTO && runtime != null && !runtime.equals(CONTAINERD));
    }

    /** As the flag has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
