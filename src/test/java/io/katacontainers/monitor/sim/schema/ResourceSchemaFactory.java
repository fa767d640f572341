package io.katacontainers.monitor.sim.schema;

import com.fasterxml.jackson.databind.JsonNode;

/** Compiles schemas. */
public interface ResourceSchemaFactory {
    /**
     * Compiles the schema of one version.
     *
     * @param crdVersion one element of {@code spec.versions} of a CustomResourceDefinition
     */
    ResourceSchema of(JsonNode crdVersion);
}
