package io.katacontainers.monitor.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Completes a definition as fabric8 generates it: formats, list types, descriptions, order of the printer columns. */
final class CrdCompletion {
    /** As Kubernetes' own definitions restrict quantities. */
    private static final String QUANTITY =
            "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

    private static final Set<String> LIMITS = Set.of("minimum", "maximum");

    private final SchemaAdditions additions;

    CrdCompletion(SchemaAdditions additions) {
        this.additions = additions;
    }

    ObjectNode complete(ObjectNode crd, Class<?> kind) {
        ObjectNode spec = (ObjectNode) crd.get("spec");
        completeNames((ObjectNode) spec.get("names"));
        ObjectNode version = (ObjectNode) spec.get("versions").get(0);
        orderColumns((ArrayNode) version.get("additionalPrinterColumns"), kind);
        ObjectNode schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
        addTypeMeta((ObjectNode) schema.get("properties"));
        completeSchema(schema, "");
        additions.at("subresources").ifPresent(subresources -> version.set("subresources", subresources));
        if (version.path("subresources").isEmpty()) {
            version.remove("subresources");
        }
        if (!additions.unused().isEmpty()) {
            throw new IllegalStateException("additions for fields that do not exist: " + additions.unused());
        }
        return crd;
    }

    private static void completeNames(ObjectNode names) {
        names.put("listKind", names.get("kind").asText() + "List");
        names.putArray("categories").add("kata");
        sort(names);
    }

    /** The generator sorts columns by path; kubectl shows them in this order. */
    private static void orderColumns(ArrayNode columns, Class<?> kind) {
        Map<String, ObjectNode> byName = new HashMap<>();
        columns.forEach(column -> byName.put(column.get("name").asText(), (ObjectNode) column));
        columns.removeAll();
        for (AdditionalPrinterColumn annotation : kind.getAnnotationsByType(AdditionalPrinterColumn.class)) {
            ObjectNode column = Objects.requireNonNull(byName.get(annotation.name()), annotation.name());
            if (column.get("priority").asInt() == 0) {
                column.remove("priority");
            }
            columns.add(column);
        }
    }

    private static void addTypeMeta(ObjectNode properties) {
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties.putObject("metadata").put("type", "object");
    }

    private void completeSchema(ObjectNode schema, String path) {
        additions.at(path).ifPresent(addition -> schema.setAll((ObjectNode) addition));
        dropRepeatedRules(schema);
        LIMITS.forEach(limit -> wholeNumber(schema, limit));
        if (schema.path("x-kubernetes-int-or-string").asBoolean()
                && !path.startsWith("spec.collector.updateStrategy")) {
            schema.put("pattern", QUANTITY);
        }
        switch (schema.path("type").asText()) {
            case "integer" -> addIfAbsent(schema, "format", "int32");
            case "array" -> addIfAbsent(schema, "x-kubernetes-list-type", "atomic");
            default -> {}
        }
        schema.path("properties")
                .properties()
                .forEach(property -> completeSchema(
                        (ObjectNode) property.getValue(),
                        path.isEmpty() ? property.getKey() : path + "." + property.getKey()));
        if (schema.get("items") instanceof ObjectNode items) {
            completeSchema(items, path + "[]");
        }
        if (schema.get("additionalProperties") instanceof ObjectNode values) {
            completeSchema(values, path + "{}");
        }
        if (schema.get("properties") instanceof ObjectNode properties) {
            sort(properties);
        }
        sort(schema);
    }

    /** An annotation of a record's component is seen twice: on the field and on the accessor. */
    private static void dropRepeatedRules(ObjectNode schema) {
        if (schema.get("x-kubernetes-validations") instanceof ArrayNode rules) {
            Set<JsonNode> distinct = new LinkedHashSet<>();
            rules.forEach(distinct::add);
            rules.removeAll().addAll(distinct);
        }
    }

    private static void wholeNumber(ObjectNode schema, String limit) {
        if (schema.has(limit) && "integer".equals(schema.path("type").asText())) {
            schema.put(limit, schema.get(limit).decimalValue().longValueExact());
        }
    }

    private static void addIfAbsent(ObjectNode schema, String field, String value) {
        if (!schema.has(field)) {
            schema.put(field, value);
        }
    }

    private static void sort(ObjectNode node) {
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(node.properties());
        fields.sort(Map.Entry.comparingByKey());
        node.removeAll();
        fields.forEach(field -> node.set(field.getKey(), field.getValue()));
    }
}
