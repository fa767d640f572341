package io.katacontainers.monitor.sim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.katacontainers.monitor.sim.schema.InvalidResourceException.Cause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules of a schema ({@code x-kubernetes-validations}), at the fields that they are about. */
final class RuleTree {
    private final JsonNode schema;
    private final List<CelRule> rules;
    private final Map<String, RuleTree> properties;
    private final @Nullable RuleTree items;
    private final @Nullable RuleTree values;

    private RuleTree(
            JsonNode schema,
            List<CelRule> rules,
            Map<String, RuleTree> properties,
            @Nullable RuleTree items,
            @Nullable RuleTree values) {
        this.schema = schema;
        this.rules = rules;
        this.properties = properties;
        this.items = items;
        this.values = values;
    }

    /** @throws IllegalArgumentException when a rule does not compile */
    static RuleTree compile(JsonNode schema) {
        List<CelRule> rules = new ArrayList<>();
        schema.path("x-kubernetes-validations").forEach(rule -> rules.add(CelRule.compile(rule, schema)));
        Map<String, RuleTree> properties = new LinkedHashMap<>();
        schema.path("properties").properties().forEach(property -> {
            RuleTree child = compile(property.getValue());
            if (!child.isEmpty()) {
                properties.put(property.getKey(), child);
            }
        });
        return new RuleTree(
                schema,
                List.copyOf(rules),
                properties,
                compileChild(schema.path("items")),
                compileChild(schema.path("additionalProperties")));
    }

    private static @Nullable RuleTree compileChild(JsonNode schema) {
        RuleTree child = schema.isObject() ? compile(schema) : null;
        return child == null || child.isEmpty() ? null : child;
    }

    boolean isEmpty() {
        return rules.isEmpty() && properties.isEmpty() && items == null && values == null;
    }

    /**
     * Adds a cause for each rule that does not hold.
     *
     * @param old what the value replaces; null when there is nothing that corresponds to it
     */
    void evaluate(JsonNode value, @Nullable JsonNode old, String path, List<Cause> causes) {
        rules.forEach(rule -> rule.evaluate(value, old).ifPresent(message -> causes.add(rule.cause(path, message))));
        properties.forEach((name, child) -> {
            if (value.has(name)) {
                child.evaluate(
                        value.get(name),
                        old == null ? null : old.get(name),
                        StructuralValidation.child(path, name),
                        causes);
            }
        });
        if (values != null) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                values.evaluate(
                        field.getValue(),
                        old == null ? null : old.get(field.getKey()),
                        StructuralValidation.child(path, field.getKey()),
                        causes);
            }
        }
        if (items != null) {
            for (int i = 0; i < value.size(); i++) {
                items.evaluate(value.get(i), counterpart(value.get(i), old), path + "[" + i + "]", causes);
            }
        }
    }

    /** Only lists of type map have items that can be followed from one state to the next. */
    private @Nullable JsonNode counterpart(JsonNode item, @Nullable JsonNode oldList) {
        if (oldList != null && schema.path("x-kubernetes-list-type").asText().equals("map")) {
            JsonNode key = ListKeys.of(item, schema);
            for (JsonNode candidate : oldList) {
                if (ListKeys.of(candidate, schema).equals(key)) {
                    return candidate;
                }
            }
        }
        return null;
    }
}
