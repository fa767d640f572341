package io.katacontainers.monitor.api.v1alpha1;

/** The API group and version that both custom resources belong to. */
public final class ApiGroup {
    public static final String GROUP = "monitoring.katacontainers.io";
    public static final String VERSION = "v1alpha1";

    private ApiGroup() {}
}
