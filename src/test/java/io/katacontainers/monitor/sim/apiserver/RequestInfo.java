package io.katacontainers.monitor.sim.apiserver;

import io.katacontainers.monitor.sim.apiserver.auth.Attributes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a path and method mean.
 *
 * @param resource empty if the path is not about a resource
 * @param namespace empty for the cluster
 * @param name empty for a collection
 */
record RequestInfo(
        String verb,
        String group,
        String version,
        String resource,
        String namespace,
        String name,
        String subresource,
        String path) {

    static RequestInfo of(ApiRequest request) {
        List<String> parts = Arrays.stream(request.path().split("/"))
                .filter(part -> !part.isEmpty())
                .toList();
        boolean core = parts.size() > 2 && parts.get(0).equals("api");
        boolean grouped = parts.size() > 3 && parts.get(0).equals("apis");
        if (!core && !grouped) {
            return new RequestInfo(request.method().toLowerCase(Locale.ROOT), "", "", "", "", "", "", request.path());
        }
        String group = core ? "" : parts.get(1);
        String version = parts.get(core ? 1 : 2);
        List<String> rest = parts.subList(core ? 2 : 3, parts.size());
        String namespace = "";
        boolean aboutNamespace =
                rest.size() == 3 && List.of("status", "finalize").contains(rest.get(2));
        if (rest.get(0).equals("namespaces") && rest.size() > 2 && !aboutNamespace) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        String name = rest.size() > 1 ? rest.get(1) : "";
        String subresource = rest.size() > 2 ? String.join("/", rest.subList(2, rest.size())) : "";
        boolean watch = request.flag("watch");
        return new RequestInfo(
                verb(request.method(), name, watch),
                group,
                version,
                rest.get(0),
                namespace,
                name,
                subresource,
                request.path());
    }

    private static String verb(String method, String name, boolean watch) {
        return switch (method) {
            case "GET", "HEAD" -> watch ? "watch" : name.isEmpty() ? "list" : "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
            default -> method.toLowerCase(Locale.ROOT);
        };
    }

    boolean isResource() {
        return !resource.isEmpty();
    }

    Attributes attributes() {
        return new Attributes(verb, group, resource, subresource, namespace, name, path);
    }
}
