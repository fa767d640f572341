package io.katacontainers.monitor.operator.monitor;

import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.operator.inventory.Collector;
import java.util.Map;

/** The labels by which collectors, and what belongs to them, are found. */
public final class CollectorLabels {
    /** Carries the name of the KataMonitor, shortened as {@link DependentNames#labelValue} does. */
    public static final String MONITOR = Collector.MONITOR_LABEL;

    public static final String NAME = Collector.NAME_LABEL;
    public static final String NAME_VALUE = Collector.NAME;
    public static final String COMPONENT = Collector.COMPONENT_LABEL;
    public static final String COLLECTOR = Collector.COMPONENT;
    public static final String OPERATOR = "operator";
    private static final String INSTANCE = "app.kubernetes.io/instance";
    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    private CollectorLabels() {}

    /** All labels of a dependent. */
    static Map<String, String> of(KataMonitor monitor) {
        String value = DependentNames.labelValue(monitor);
        return Map.of(
                NAME,
                NAME_VALUE,
                COMPONENT,
                COLLECTOR,
                INSTANCE,
                value,
                MANAGED_BY,
                "kata-monitor-operator",
                MONITOR,
                value);
    }

    /** Selects the collector pods of one KataMonitor. A DaemonSet's selector can never change, so this is the least that does. */
    static Map<String, String> selector(KataMonitor monitor) {
        return Map.of(NAME, NAME_VALUE, COMPONENT, COLLECTOR, MONITOR, DependentNames.labelValue(monitor));
    }
}
