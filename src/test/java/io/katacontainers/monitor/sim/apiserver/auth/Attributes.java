package io.katacontainers.monitor.sim.apiserver.auth;

/**
 * What a request wants to do, as RBAC judges it.
 *
 * @param resource empty for a request to {@code path} outside the resources
 * @param namespace empty for the whole cluster
 * @param name empty where no object is named
 */
public record Attributes(
        String verb, String group, String resource, String subresource, String namespace, String name, String path) {
    /** {@code pods/status}. */
    String qualifiedResource() {
        return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }

    boolean isResource() {
        return !resource.isEmpty();
    }
}
