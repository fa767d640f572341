package io.katacontainers.monitor.sim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.annotations.Immutable;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Types of schemas, so that a rule that names a field that does not exist is refused. */
final class CelTypes {
    private final Map<String, StructType> structs = new HashMap<>();

    CelType of(JsonNode schema) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            return SimpleType.DYN;
        }
        return switch (schema.path("type").asText()) {
            case "string" -> SimpleType.STRING;
            case "boolean" -> SimpleType.BOOL;
            case "integer" -> SimpleType.INT;
            case "number" -> SimpleType.DOUBLE;
            case "array" -> ListType.create(of(schema.path("items")));
            case "object" -> object(schema);
            default -> SimpleType.DYN;
        };
    }

    private CelType object(JsonNode schema) {
        if (schema.path("additionalProperties").isObject()) {
            return MapType.create(SimpleType.STRING, of(schema.path("additionalProperties")));
        }
        if (!schema.has("properties")) {
            return SimpleType.DYN;
        }
        ImmutableMap.Builder<String, CelType> types = ImmutableMap.builder();
        schema.path("properties").properties().forEach(field -> types.put(field.getKey(), of(field.getValue())));
        ImmutableMap<String, CelType> fields = types.buildOrThrow();
        String name = "schema.Object" + structs.size();
        StructType struct = StructType.create(name, fields.keySet(), field -> Optional.ofNullable(fields.get(field)));
        structs.put(name, struct);
        return struct;
    }

    CelTypeProvider provider() {
        return new Structs(ImmutableMap.copyOf(structs));
    }

    @Immutable
    private static final class Structs implements CelTypeProvider {
        private final ImmutableMap<String, StructType> byName;

        Structs(ImmutableMap<String, StructType> byName) {
            this.byName = byName;
        }

        @Override
        public ImmutableSet<CelType> types() {
            return ImmutableSet.copyOf(byName.values());
        }

        @Override
        public Optional<CelType> findType(String typeName) {
            return Optional.ofNullable(byName.get(typeName));
        }
    }
}
