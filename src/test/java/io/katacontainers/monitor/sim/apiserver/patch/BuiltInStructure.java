package io.katacontainers.monitor.sim.apiserver.patch;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The structure of built-in kinds, told by the names of fields: enough for pods, workloads and metadata. */
final class BuiltInStructure implements Structure {
    private static final List<String> NAME = List.of("name");
    private static final Map<String, List<String>> KEYED_LISTS = Map.ofEntries(
            Map.entry("containers", NAME),
            Map.entry("initContainers", NAME),
            Map.entry("ephemeralContainers", NAME),
            Map.entry("volumes", NAME),
            Map.entry("env", NAME),
            Map.entry("imagePullSecrets", NAME),
            Map.entry("secrets", NAME),
            Map.entry("volumeMounts", List.of("mountPath")),
            Map.entry("volumeDevices", List.of("devicePath")),
            Map.entry("conditions", List.of("type")),
            Map.entry("addresses", List.of("type")),
            Map.entry("ownerReferences", List.of("uid")),
            Map.entry("hostAliases", List.of("ip")),
            Map.entry("podIPs", List.of("ip")),
            Map.entry("topologySpreadConstraints", List.of("topologyKey", "whenUnsatisfiable")));
    private static final Set<String> ATOMIC_MAPS = Set.of(
            "selector",
            "nodeSelector",
            "podSelector",
            "namespaceSelector",
            "labelSelector",
            "fieldRef",
            "resourceFieldRef",
            "secretKeyRef",
            "configMapKeyRef",
            "requiredDuringSchedulingIgnoredDuringExecution",
            "involvedObject",
            "roleRef");

    static final Structure ROOT = new BuiltInStructure("", "");

    private final String parent;
    private final String name;

    private BuiltInStructure(String parent, String name) {
        this.parent = parent;
        this.name = name;
    }

    @Override
    public Structure field(String field) {
        return new BuiltInStructure(name, field);
    }

    @Override
    public boolean atomic() {
        return ATOMIC_MAPS.contains(name);
    }

    @Override
    public ListKind listKind() {
        if (name.equals("finalizers")) {
            return ListKind.SET;
        }
        return keys().isEmpty() ? ListKind.ATOMIC : ListKind.MAP;
    }

    @Override
    public List<String> keys() {
        if (name.equals("ports")) {
            return parent.equals("spec") ? List.of("port", "protocol") : List.of("containerPort", "protocol");
        }
        return KEYED_LISTS.getOrDefault(name, List.of());
    }
}
