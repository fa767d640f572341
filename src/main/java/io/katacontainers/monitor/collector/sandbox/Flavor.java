package io.katacontainers.monitor.collector.sandbox;

/** The implementation of the shim that runs a sandbox. */
public enum Flavor {
    GO("go"),
    RUNTIME_RS("runtime-rs"),
    UNKNOWN("unknown");

    private final String label;

    Flavor(String label) {
        this.label = label;
    }

    /** As in metrics, reports and objects. */
    public String label() {
        return label;
    }
}
