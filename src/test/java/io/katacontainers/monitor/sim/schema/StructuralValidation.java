package io.katacontainers.monitor.sim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import io.katacontainers.monitor.sim.schema.InvalidResourceException.Cause;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Judges values by everything in a schema but its rules, with the words of a real API server. */
final class StructuralValidation {
    private static final Set<String> TYPE_META = Set.of("apiVersion", "kind", "metadata");

    private final List<Cause> causes = new ArrayList<>();

    private StructuralValidation() {}

    /** The object's causes to reject it; none when it is valid. */
    static List<Cause> validate(ObjectNode object, JsonNode schema) {
        ObjectNode withoutMeta = object.deepCopy();
        withoutMeta.remove(TYPE_META);
        return validate(withoutMeta, schema, "");
    }

    static List<Cause> validate(JsonNode value, JsonNode schema, String path) {
        StructuralValidation validation = new StructuralValidation();
        validation.check(value, schema, path);
        return validation.causes;
    }

    private void check(JsonNode value, JsonNode schema, String path) {
        if (value.isNull() && schema.path("nullable").asBoolean()) {
            return;
        }
        if (!checkType(value, schema, path)) {
            return;
        }
        checkEnum(value, schema, path);
        if (value.isTextual()) {
            checkText(value.asText(), schema, path);
        } else if (value.isNumber()) {
            checkNumber(value, schema, path);
        } else if (value.isArray()) {
            checkArray(value, schema, path);
        } else if (value.isObject()) {
            checkObject(value, schema, path);
        }
    }

    private boolean checkType(JsonNode value, JsonNode schema, String path) {
        String actual = typeOf(value);
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            return actual.equals("integer") || actual.equals("string") || wrongType(path, "integer,string", actual);
        }
        String wanted = schema.path("type").asText();
        if (wanted.isEmpty() || wanted.equals(actual) || (wanted.equals("number") && actual.equals("integer"))) {
            return true;
        }
        return wrongType(path, wanted, actual);
    }

    private boolean wrongType(String path, String wanted, String actual) {
        add(
                path,
                "FieldValueTypeInvalid",
                "Invalid value: \"" + actual + "\": " + path + " in body must be of type " + wanted + ": \"" + actual
                        + "\"");
        return false;
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> "null";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            case OBJECT -> "object";
            case NUMBER ->
                value.isIntegralNumber()
                                || value.decimalValue().stripTrailingZeros().scale() <= 0
                        ? "integer"
                        : "number";
            default -> "string";
        };
    }

    private void checkEnum(JsonNode value, JsonNode schema, String path) {
        JsonNode supported = schema.path("enum");
        if (supported.isArray() && stream(supported).noneMatch(value::equals)) {
            String names = stream(supported).map(JsonNode::toString).collect(Collectors.joining(", "));
            add(path, "FieldValueNotSupported", "Unsupported value: " + value + ": supported values: " + names);
        }
    }

    private void checkText(String text, JsonNode schema, String path) {
        int length = text.codePointCount(0, text.length());
        if (schema.has("maxLength") && length > schema.get("maxLength").asInt()) {
            add(
                    path,
                    "FieldValueTooLong",
                    "Too long: may not be more than " + schema.get("maxLength").asInt() + " bytes");
        }
        if (schema.has("minLength") && length < schema.get("minLength").asInt()) {
            invalid(
                    path,
                    quote(text),
                    "should be at least " + schema.get("minLength").asInt() + " chars long");
        }
        if (schema.has("pattern")
                && !Pattern.compile(schema.get("pattern").asText())
                        .matcher(text)
                        .find()) {
            invalid(path, quote(text), "should match '" + schema.get("pattern").asText() + "'");
        }
        if (schema.path("format").asText().equals("date-time") && !isDateTime(text)) {
            invalid(path, quote(text), "must be of type date-time: " + quote(text));
        }
    }

    private static boolean isDateTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private void checkNumber(JsonNode number, JsonNode schema, String path) {
        BigDecimal value = number.decimalValue();
        if (schema.has("minimum") && value.compareTo(schema.get("minimum").decimalValue()) < 0) {
            invalid(path, number.toString(), "should be greater than or equal to " + schema.get("minimum"));
        }
        if (schema.has("maximum") && value.compareTo(schema.get("maximum").decimalValue()) > 0) {
            invalid(path, number.toString(), "should be less than or equal to " + schema.get("maximum"));
        }
        String format = schema.path("format").asText();
        if ((format.equals("int32") && !number.canConvertToInt())
                || (format.equals("int64") && !number.canConvertToLong())) {
            invalid(path, number.toString(), "must be of type " + format + ": " + quote(number.toString()));
        }
    }

    private void checkArray(JsonNode array, JsonNode schema, String path) {
        if (schema.has("maxItems") && array.size() > schema.get("maxItems").asInt()) {
            add(
                    path,
                    "FieldValueTooMany",
                    "Too many: " + array.size() + ": must have at most "
                            + schema.get("maxItems").asInt() + " items");
        }
        if (schema.has("minItems") && array.size() < schema.get("minItems").asInt()) {
            invalid(
                    path,
                    String.valueOf(array.size()),
                    "should have at least " + schema.get("minItems").asInt() + " items");
        }
        for (int i = 0; i < array.size(); i++) {
            check(array.get(i), schema.path("items"), path + "[" + i + "]");
        }
        checkDuplicates(array, schema, path);
    }

    private void checkDuplicates(JsonNode array, JsonNode schema, String path) {
        String listType = schema.path("x-kubernetes-list-type").asText();
        if (!listType.equals("set") && !listType.equals("map")) {
            return;
        }
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < array.size(); i++) {
            JsonNode key = listType.equals("set") ? array.get(i) : ListKeys.of(array.get(i), schema);
            if (!seen.add(key)) {
                add(path + "[" + i + "]", "FieldValueDuplicate", "Duplicate value: " + key);
            }
        }
    }

    private void checkObject(JsonNode object, JsonNode schema, String path) {
        schema.path("required").forEach(name -> {
            if (!object.has(name.asText())) {
                add(child(path, name.asText()), "FieldValueRequired", "Required value");
            }
        });
        JsonNode values = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode known = schema.path("properties").path(field.getKey());
            check(field.getValue(), known.isObject() ? known : values, child(path, field.getKey()));
        }
    }

    private void invalid(String path, String value, String what) {
        add(path, "FieldValueInvalid", "Invalid value: " + value + ": " + path + " in body " + what);
    }

    private void add(String path, String reason, String message) {
        causes.add(new Cause(path, reason, message));
    }

    static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String quote(String text) {
        return "\"" + text + "\"";
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
