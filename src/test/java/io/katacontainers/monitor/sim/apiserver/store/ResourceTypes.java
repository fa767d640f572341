package io.katacontainers.monitor.sim.apiserver.store;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What is served right now. */
public final class ResourceTypes {
    private record TypeKey(String group, String version, String plural) {}

    private final Map<TypeKey, ResourceType> types = new ConcurrentHashMap<>();

    /** Starts with the built-in kinds. */
    public ResourceTypes() {
        BuiltInTypes.all().forEach(this::serve);
    }

    /** Begins to serve a type or replaces it. */
    public void serve(ResourceType type) {
        types.put(new TypeKey(type.group(), type.version(), type.plural()), type);
    }

    /** Ends serving all versions of a resource. */
    public void withdraw(String group, String plural) {
        types.keySet().removeIf(key -> key.group().equals(group) && key.plural().equals(plural));
    }

    /** The type at a place in the API. */
    public Optional<ResourceType> find(String group, String version, String plural) {
        return Optional.ofNullable(types.get(new TypeKey(group, version, plural)));
    }

    /** A built-in type. */
    public ResourceType builtIn(String group, String version, String plural) {
        return find(group, version, plural)
                .orElseThrow(() -> new IllegalArgumentException("Not a built-in resource: " + plural + "." + group));
    }

    /** Any served version of what a storage holds. */
    public Optional<ResourceType> ofStorage(String storage) {
        return all().stream().filter(type -> type.storage().equals(storage)).findFirst();
    }

    /** The type of an apiVersion and kind. */
    public Optional<ResourceType> ofKind(String apiVersion, String kind) {
        return all().stream()
                .filter(type ->
                        type.apiVersion().equals(apiVersion) && type.kind().equals(kind))
                .findFirst();
    }

    /** All types: core first, then by group, version and name. */
    public List<ResourceType> all() {
        return types.values().stream()
                .sorted(Comparator.comparing(ResourceType::group)
                        .thenComparing(ResourceType::version)
                        .thenComparing(ResourceType::plural))
                .toList();
    }
}
