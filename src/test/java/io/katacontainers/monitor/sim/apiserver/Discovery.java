package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import io.katacontainers.monitor.sim.apiserver.store.ResourceTypes;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells clients what is served, in the unaggregated form that all of them understand. */
final class Discovery {
    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final List<String> STATUS_VERBS = List.of("get", "patch", "update");

    private final ResourceTypes types;

    Discovery(ResourceTypes types) {
        this.types = types;
    }

    /** The answer to a discovery path; empty if it is none or nothing is served there. */
    Optional<ObjectNode> answer(String path) {
        String[] parts = path.replaceAll("^/|/$", "").split("/");
        if (parts[0].equals("api")) {
            return parts.length == 1 ? Optional.of(coreVersions()) : resources("", parts[1]);
        }
        if (!parts[0].equals("apis")) {
            return Optional.empty();
        }
        return switch (parts.length) {
            case 1 -> Optional.of(groups());
            case 2 ->
                Optional.ofNullable(groupVersions().get(parts[1])).map(versions -> group(parts[1], versions)
                        .put("kind", "APIGroup")
                        .put("apiVersion", "v1"));
            default -> resources(parts[1], parts[2]);
        };
    }

    private static ObjectNode coreVersions() {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    private Map<String, Set<String>> groupVersions() {
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        Reviews.GROUPS.forEach(group ->
                groups.computeIfAbsent(group, name -> new LinkedHashSet<>()).add("v1"));
        types.all().stream().filter(type -> !type.group().isEmpty()).forEach(type -> groups.computeIfAbsent(
                        type.group(), name -> new LinkedHashSet<>())
                .add(type.version()));
        return groups;
    }

    private ObjectNode groups() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        groupVersions().forEach((name, versions) -> groups.add(group(name, versions)));
        return list;
    }

    private static ObjectNode group(String name, Set<String> versions) {
        ObjectNode group = Json.object().put("name", name);
        ArrayNode list = group.putArray("versions");
        versions.forEach(version ->
                list.addObject().put("groupVersion", name + "/" + version).put("version", version));
        group.set("preferredVersion", list.get(0));
        return group;
    }

    private Optional<ObjectNode> resources(String group, String version) {
        List<ResourceType> served = types.all().stream()
                .filter(type -> type.group().equals(group) && type.version().equals(version))
                .toList();
        boolean reviews = Reviews.GROUPS.contains(group) && version.equals("v1");
        if (served.isEmpty() && !reviews) {
            return Optional.empty();
        }
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = list.putArray("resources");
        served.forEach(type -> describe(resources, type));
        if (reviews) {
            Reviews.describe(resources, group);
        }
        return Optional.of(list);
    }

    private static void describe(ArrayNode resources, ResourceType type) {
        ObjectNode resource = resources.addObject();
        resource.put("name", type.plural())
                .put("singularName", type.singular())
                .put("namespaced", type.namespaced())
                .put("kind", type.kind());
        VERBS.forEach(resource.putArray("verbs")::add);
        if (!type.shortNames().isEmpty()) {
            type.shortNames().forEach(resource.putArray("shortNames")::add);
        }
        if (!type.categories().isEmpty()) {
            type.categories().forEach(resource.putArray("categories")::add);
        }
        if (type.status()) {
            ObjectNode status = resources.addObject();
            status.put("name", type.plural() + "/status")
                    .put("singularName", "")
                    .put("namespaced", type.namespaced())
                    .put("kind", type.kind());
            STATUS_VERBS.forEach(status.putArray("verbs")::add);
        }
    }
}
