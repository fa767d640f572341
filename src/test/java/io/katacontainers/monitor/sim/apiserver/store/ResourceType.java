package io.katacontainers.monitor.sim.apiserver.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.schema.ResourceSchema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One resource in one version, as discovery shows it.
 *
 * @param group empty for the core group
 * @param storage names the objects' place in the {@link Store}; all versions of a resource share it
 * @param status whether it has a status subresource
 * @param generations whether metadata.generation counts changes of its spec
 * @param custom whether a CustomResourceDefinition defines it
 * @param selectableFields paths for field selectors besides name and namespace, such as {@code .spec.nodeName}
 * @param schema admits its objects; null for built-in kinds
 * @param openApi its OpenAPI v3 schema; null where none is known
 */
public record ResourceType(
        String group,
        String version,
        String plural,
        String singular,
        String kind,
        String listKind,
        String storage,
        boolean namespaced,
        boolean status,
        boolean generations,
        boolean custom,
        List<String> shortNames,
        List<String> categories,
        List<PrinterColumn> columns,
        List<String> selectableFields,
        @Nullable ResourceSchema schema,
        @Nullable JsonNode openApi) {

    /** {@code v1}, {@code apps/v1}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code daemonsets.apps}, {@code pods}: as error messages name it. */
    public String qualifiedName() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** Where discovery and requests find it: {@code /api/v1}, {@code /apis/apps/v1}. */
    public String basePath() {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }

    /** A stored object as clients of this version see it; a fresh copy. */
    public ObjectNode read(StoredObject stored) {
        ObjectNode object = stored.object();
        if (!stored.apiVersion().equals(apiVersion())) {
            convert(object);
        }
        return object;
    }

    /** As {@link #read}, as JSON text. */
    public byte[] readJson(StoredObject stored) {
        return stored.apiVersion().equals(apiVersion()) ? stored.json() : Json.bytes(read(stored));
    }

    private void convert(ObjectNode object) {
        if (plural.equals("events") && !custom) {
            EventConversion.convert(object, apiVersion());
        }
        object.put("apiVersion", apiVersion());
    }

    /** Starts a built-in type. */
    static Builder builtIn(String group, String version, String plural, String kind) {
        return new Builder(group, version, plural, kind);
    }

    /** Collects what differs from a cluster-scoped type without status. */
    static final class Builder {
        private final String group;
        private final String version;
        private final String plural;
        private final String kind;
        private String storage;
        private boolean namespaced;
        private boolean status;
        private boolean generations;
        private List<String> shortNames = List.of();
        private List<String> categories = List.of();
        private List<PrinterColumn> columns = List.of(PrinterColumn.age());
        private List<String> selectableFields = List.of();

        private Builder(String group, String version, String plural, String kind) {
            this.group = group;
            this.version = version;
            this.plural = plural;
            this.kind = kind;
            this.storage = group + "/" + plural;
        }

        Builder namespaced() {
            namespaced = true;
            return this;
        }

        Builder status() {
            status = true;
            return this;
        }

        Builder generations() {
            generations = true;
            return this;
        }

        Builder storage(String storage) {
            this.storage = storage;
            return this;
        }

        Builder shortNames(String... names) {
            shortNames = List.of(names);
            return this;
        }

        Builder categories(String... names) {
            categories = List.of(names);
            return this;
        }

        Builder columns(PrinterColumn... shown) {
            columns = List.of(shown);
            return this;
        }

        Builder selectable(String... paths) {
            selectableFields = List.of(paths);
            return this;
        }

        ResourceType build() {
            String singular = kind.toLowerCase(Locale.ROOT);
            return new ResourceType(
                    group,
                    version,
                    plural,
                    singular,
                    kind,
                    kind + "List",
                    storage,
                    namespaced,
                    status,
                    generations,
                    false,
                    shortNames,
                    categories,
                    columns,
                    selectableFields,
                    null,
                    null);
        }
    }
}
