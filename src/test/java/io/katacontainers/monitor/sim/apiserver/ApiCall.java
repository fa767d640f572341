package io.katacontainers.monitor.sim.apiserver;

/**
 * A request as tests and the audit see it.
 *
 * @param method HTTP method
 * @param verb get, list, watch, create, update, patch, delete, deletecollection; the lower case method outside the resources
 * @param group empty for the core group
 * @param resource plural; empty outside the resources
 * @param subresource empty for the object itself
 * @param namespace empty for the whole cluster
 * @param name empty for collections, and for creations
 * @param user who asked
 * @param path as sent, without the query
 */
public record ApiCall(
        String method,
        String verb,
        String group,
        String resource,
        String subresource,
        String namespace,
        String name,
        String user,
        String path) {
    /** Whether the verb writes. */
    public boolean isWrite() {
        return switch (verb) {
            case "create", "update", "patch", "delete", "deletecollection" -> true;
            default -> false;
        };
    }
}
