package io.katacontainers.monitor.sim.apiserver.patch;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;

/** Finds the structure of a type. */
public final class Structures {
    private Structures() {}

    /** The structure of a whole object. */
    public static Structure of(ResourceType type) {
        if (!type.custom()) {
            return BuiltInStructure.ROOT;
        }
        return new SchemaStructure(type.openApi() == null ? MissingNode.getInstance() : type.openApi(), true);
    }
}
