package io.katacontainers.monitor.sim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Compiles schemas, and refuses those that an API server would refuse. */
public final class CrdSchemaFactory implements ResourceSchemaFactory {
    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the schema is not structural, a rule does not compile or a default is invalid
     */
    @Override
    public ResourceSchema of(JsonNode crdVersion) {
        if (crdVersion.at("/schema/openAPIV3Schema") instanceof ObjectNode schema) {
            new StructuralRules().check(schema);
            return new CrdSchema(schema, RuleTree.compile(schema));
        }
        throw new IllegalArgumentException("spec.versions: schema.openAPIV3Schema is required");
    }
}
