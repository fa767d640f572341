package io.katacontainers.monitor.sim.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The schema of one version of a custom resource. */
public interface ResourceSchema {
    /**
     * Applies defaults, drops unknown fields and validates.
     *
     * @param incoming the object as sent
     * @param old the object it replaces, for transition rules; null when it is created
     * @return the object to store
     */
    ObjectNode admit(ObjectNode incoming, @Nullable ObjectNode old) throws InvalidResourceException;
}
