package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.apiserver.store.Json;
import io.katacontainers.monitor.sim.apiserver.store.PrinterColumn;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import io.katacontainers.monitor.sim.apiserver.store.ResourceTypes;
import io.katacontainers.monitor.sim.apiserver.store.StoreEvent;
import io.katacontainers.monitor.sim.schema.InvalidResourceException.Cause;
import io.katacontainers.monitor.sim.schema.ResourceSchemaFactory;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Serves what CustomResourceDefinitions define, for as long as they exist. */
final class CustomTypes {
    static final String STORAGE = "apiextensions.k8s.io/customresourcedefinitions";
    static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    private final ResourceTypes types;
    private final ResourceSchemaFactory schemas;
    private final Clock clock;

    CustomTypes(ResourceTypes types, ResourceSchemaFactory schemas, Clock clock) {
        this.types = types;
        this.schemas = schemas;
        this.clock = clock;
    }

    /** Validates a definition and answers it at once with the conditions that the real server takes a moment for. */
    void admit(ResourceType type, ObjectNode crd, @Nullable ObjectNode old) throws ApiException {
        if (!type.storage().equals(STORAGE)) {
            return;
        }
        String name = crd.path("metadata").path("name").asText();
        ObjectNode names = Json.objectAt(Json.objectAt(crd, "spec"), "names");
        String expected =
                names.path("plural").asText() + "." + crd.at("/spec/group").asText();
        if (!name.equals(expected)) {
            throw ApiException.invalid(
                    type,
                    name,
                    List.of(new Cause(
                            "metadata.name",
                            "FieldValueInvalid",
                            "Invalid value: \"" + name + "\": must be spec.names.plural+\".\"+spec.group")));
        }
        String kind = names.path("kind").asText();
        if (!names.has("singular")) {
            names.put("singular", kind.toLowerCase(Locale.ROOT));
        }
        if (!names.has("listKind")) {
            names.put("listKind", kind + "List");
        }
        try {
            definedBy(crd);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid(
                    type,
                    name,
                    List.of(new Cause("spec.versions", "FieldValueInvalid", String.valueOf(e.getMessage()))));
        }
        if (old == null) {
            ArrayNode finalizers = Json.objectAt(crd, "metadata").withArray("finalizers");
            finalizers.add(FINALIZER);
        }
        if (!crd.path("status").has("conditions")) {
            establish(crd, names);
        }
    }

    private void establish(ObjectNode crd, ObjectNode names) {
        ObjectNode status = Json.objectAt(crd, "status");
        status.set("acceptedNames", names.deepCopy());
        ArrayNode stored = status.putArray("storedVersions");
        for (JsonNode version : crd.at("/spec/versions")) {
            if (version.path("storage").asBoolean()) {
                stored.add(version.path("name").asText());
            }
        }
        ArrayNode conditions = status.putArray("conditions");
        condition(conditions, "NamesAccepted", "NoConflicts", "no conflicts found");
        condition(conditions, "Established", "InitialNamesAccepted", "the initial names have been accepted");
    }

    private void condition(ArrayNode conditions, String type, String reason, String message) {
        conditions
                .addObject()
                .put("type", type)
                .put("status", "True")
                .put("reason", reason)
                .put("message", message)
                .put(
                        "lastTransitionTime",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** Follows the definitions in the store. */
    void onEvent(StoreEvent event) {
        if (!event.object().storage().equals(STORAGE)) {
            return;
        }
        JsonNode crd = event.object().object();
        types.withdraw(
                crd.at("/spec/group").asText(), crd.at("/spec/names/plural").asText());
        if (!event.deleted()) {
            definedBy(crd).forEach(types::serve);
        }
    }

    private List<ResourceType> definedBy(JsonNode crd) {
        JsonNode spec = crd.path("spec");
        JsonNode names = spec.path("names");
        String group = spec.path("group").asText();
        List<ResourceType> defined = new ArrayList<>();
        for (JsonNode version : spec.path("versions")) {
            if (!version.path("served").asBoolean()) {
                continue;
            }
            JsonNode openApi = version.path("schema").get("openAPIV3Schema");
            defined.add(new ResourceType(
                    group,
                    version.path("name").asText(),
                    names.path("plural").asText(),
                    names.path("singular").asText(),
                    names.path("kind").asText(),
                    names.path("listKind").asText(),
                    group + "/" + names.path("plural").asText(),
                    spec.path("scope").asText().equals("Namespaced"),
                    version.path("subresources").has("status"),
                    true,
                    true,
                    strings(names.path("shortNames")),
                    strings(names.path("categories")),
                    columns(version.path("additionalPrinterColumns")),
                    selectable(version.path("selectableFields")),
                    schemas.of(version),
                    openApi));
        }
        return defined;
    }

    private static List<String> strings(JsonNode list) {
        List<String> found = new ArrayList<>();
        list.forEach(element -> found.add(element.asText()));
        return found;
    }

    private static List<String> selectable(JsonNode list) {
        List<String> found = new ArrayList<>();
        list.forEach(element -> found.add(element.path("jsonPath").asText()));
        return found;
    }

    private static List<PrinterColumn> columns(JsonNode list) {
        if (list.isEmpty()) {
            return List.of(PrinterColumn.age());
        }
        List<PrinterColumn> columns = new ArrayList<>();
        for (JsonNode column : list) {
            columns.add(new PrinterColumn(
                    column.path("name").asText(),
                    column.path("type").asText(),
                    column.path("jsonPath").asText(),
                    column.path("priority").asInt(),
                    column.path("description").asText()));
        }
        return columns;
    }
}
