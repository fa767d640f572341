package io.katacontainers.monitor.sim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as the rule language takes it. */
final class CelValues {
    private CelValues() {}

    static Object of(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> value.isIntegralNumber() ? (Object) value.longValue() : (Object) value.doubleValue();
            case STRING -> value.textValue();
            case ARRAY -> {
                List<Object> items = new ArrayList<>();
                value.forEach(item -> items.add(of(item)));
                yield items;
            }
            case OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                value.properties().forEach(field -> fields.put(field.getKey(), of(field.getValue())));
                yield fields;
            }
            default -> NullValue.NULL_VALUE;
        };
    }
}
