package io.katacontainers.monitor.sim.apiserver.store;

/**
 * A column of {@code kubectl get}.
 *
 * @param name its heading
 * @param type as in a CRD: string, integer, number, boolean, date
 * @param jsonPath such as {@code .spec.nodes}
 * @param priority 0 for always, more for {@code -o wide} only
 * @param description for people
 */
public record PrinterColumn(String name, String type, String jsonPath, int priority, String description) {
    /** A string that is always shown. */
    public static PrinterColumn text(String name, String jsonPath) {
        return new PrinterColumn(name, "string", jsonPath, 0, name);
    }

    /** A whole number that is always shown. */
    public static PrinterColumn number(String name, String jsonPath) {
        return new PrinterColumn(name, "integer", jsonPath, 0, name);
    }

    /** A string for {@code -o wide}. */
    public static PrinterColumn wide(String name, String jsonPath) {
        return new PrinterColumn(name, "string", jsonPath, 1, name);
    }

    /** The age of the object, which ends the usual columns. */
    public static PrinterColumn age() {
        return new PrinterColumn("Age", "date", ".metadata.creationTimestamp", 0, "Age of the object");
    }
}
